import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { failure } from "../../../../model/errors/failure.ts";
import { digestOf } from "../../../../std/digest.ts";

/** What a service declares that it needs. */
export interface Requirements {
  /** `requirements.txt` with every file that it includes, or `pyproject.toml`; empty: the service declares nothing. */
  readonly files: readonly RequirementsFile[];
  readonly from: "requirements.txt" | "pyproject.toml" | "nothing";
  /** Equal for services that declare the same. */
  readonly digest: string;
}

export interface RequirementsFile {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly content: string;
}

/** @throws SEA-4105 when an included file is missing or outside the project. */
export async function readRequirements(projectFolder: string, servicePath: string): Promise<Requirements> {
  const [listed, project] = ["requirements.txt", "pyproject.toml"].map((name) => join(servicePath, name)) as [string, string];
  if (existsSync(join(projectFolder, listed))) {
    const files = withIncluded(projectFolder, listed, []);
    // By names as seen from the service, so that equal lists in two services are one environment.
    const contents = files.map(({ path, content }) => [relative(servicePath, path), content]);
    return { files, from: "requirements.txt", digest: `sha256:${await digestOf(contents)}` };
  }
  if (!existsSync(join(projectFolder, project))) return { files: [], from: "nothing", digest: `sha256:${await digestOf([])}` };
  const content = readFileSync(join(projectFolder, project), "utf8");
  return { files: [{ path: project, content }], from: "pyproject.toml", digest: `sha256:${await digestOf([["pyproject.toml", content]])}` };
}

export function withIncluded(projectFolder: string, path: string, before: readonly RequirementsFile[]): readonly RequirementsFile[] {
  if (before.some((file) => file.path === path)) return before;
  const content = readFileSync(join(projectFolder, path), "utf8");
  const included = content.split(/\r?\n/).flatMap((line, index) => {
    const name = /^\s*(?:-r|-c|--requirement|--constraint)(?:\s+|=)?(\S+)/.exec(line)?.[1];
    return name === undefined || /^[a-z]+:\/\//.test(name) ? [] : [{ name, line: index + 1, snippet: line }];
  });
  return included.reduce<readonly RequirementsFile[]>(
    (files, { name, line, snippet }) => {
      const other = join(dirname(path), name);
      const lacks = other.startsWith("..")
        ? `${name} lies outside the project`
        : existsSync(join(projectFolder, other))
          ? undefined
          : `${name} is not there`;
      if (lacks !== undefined) {
        throw failure(
          "SEA-4105",
          { path, lacks },
          { position: { file: path, line, column: 1, snippet }, remedy: "Correct the name, then run `seaway up`." },
        );
      }
      return withIncluded(projectFolder, other, files);
    },
    [...before, { path, content }],
  );
}

/** @returns the line that asks for a package of this name, in whatever spelling. */
export function findRequirement(
  files: readonly RequirementsFile[],
  name: string,
): { readonly file: string; readonly line: number; readonly column: number; readonly snippet: string } | undefined {
  for (const { path, content } of files) {
    const lines = content.split(/\r?\n/);
    const index = lines.findIndex((line) => normalised(/^[\s"']*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1] ?? "") === normalised(name));
    if (index >= 0) return { file: path, line: index + 1, column: 1, snippet: lines[index] ?? "" };
  }
  return undefined;
}

/** @source PEP 503 */
const normalised = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");
