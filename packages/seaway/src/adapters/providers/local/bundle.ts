import { join } from "node:path";
import type { Artifact } from "../../../model/artifact.ts";
import { failure } from "../../../model/errors/failure.ts";
import type { NodeIdentity, TaskKind, TaskResult } from "../../../engine/ports/provider.ts";
import { digest, digestOf } from "../../../std/digest.ts";
import { digestFiles } from "../../sources/digest-files.ts";
import { walkFiles } from "../../sources/walk-files.ts";
import type { LocalWorld } from "./local-world.ts";
import { pruneArtifacts } from "./prune-artifacts.ts";
import { abandonBuilds } from "./python/abandon-builds.ts";
import { ensureEnvironment, environmentKey, isWhole } from "./python/python-environment.ts";
import type { Interpreter } from "./python/interpreter.ts";
import { interpreterFinder } from "./python/interpreter.ts";
import type { FindInterpreter } from "./python/interpreter.ts";
import { readRequirements } from "./python/requirements.ts";
import type { Requirements } from "./python/requirements.ts";
import { bundleFolder, isUntouched, sourceFolder, takeSnapshot } from "./python/snapshot.ts";

export type BundleProps = {
  readonly service: string;
  /** Folder of its sources below the project's folder. */
  readonly path: string;
};

/** `Artifact`, as the JSON that the cache stores. */
export type BundleOutputs = { readonly [Key in keyof Artifact]: Artifact[Key] };

/** What a bundle looks like inside; a change of it builds everything anew. */
const FORMAT = "1";

/** A service's sources, copied, and the Python environment that they run in. Equal sources are the same bundle. */
export const bundle = (world: LocalWorld): TaskKind<BundleProps, BundleOutputs> =>
  // Interpreters are the machine's, so that a new project's first plan need not start a Python either.
  bundlesFrom(sourcesBy(world, interpreterFinder(join(world.cacheFolder, "interpreters.json"))), world);

const bundlesFrom = (sourcesOf: SourcesOf, world: LocalWorld): TaskKind<BundleProps, BundleOutputs> => ({
  stage: "build",

  async inputs(_identity, { path }): Promise<Readonly<Record<string, string>>> {
    const { files, requirements, interpreter } = await sourcesOf(path);
    return {
      ...Object.fromEntries(Object.entries(files).map(([file, digest]) => [`file ${shown(path, file)}`, digest])),
      requirements: requirements.digest,
      interpreter: nameOf(interpreter),
      "bundle format": FORMAT,
    };
  },

  async intact({ folder, environment }): Promise<boolean> {
    return isUntouched(join(folder, "..")) && isWhole(environment);
  },

  async prune(keep): Promise<void> {
    pruneArtifacts(world, keep);
  },

  async run({ project, environment: place }: NodeIdentity, { service, path }, { inputs }, acts): Promise<TaskResult<BundleOutputs>> {
    const { requirements, interpreter } = await sourcesOf(path);
    if (requirements.digest !== inputs.requirements) throw failure("SEA-4102", { path: requirements.files[0]?.path ?? path });
    if (nameOf(interpreter) !== inputs.interpreter) throw failure("SEA-4102", { path: interpreter.executable });
    const files = filesAmong(inputs, path);
    const key = await environmentKey(requirements, interpreter);
    const digest = `sha256:${await digestOf({ format: FORMAT, environment: key, files })}`;
    const folder = bundleFolder(world.stateFolder, digest);
    await acts.act("snapshot", async (token) => {
      takeSnapshot({ folder: join(world.projectFolder, path), shownAs: path }, files, folder, { digest, environment: key }, token);
      return null;
    });
    if (requirements.from === "nothing") acts.progress("no requirements.txt, so nothing is installed");
    const environment = await acts.act("environment", () =>
      ensureEnvironment(world, { service, project, environment: place, requirements, interpreter }, acts),
    );
    return {
      outputs: { kind: "bundle", digest, folder: sourceFolder(folder), environment, interpreter: interpreter.prefix },
      note: digest.slice(0, 15),
    };
  },

  abandon: ({ environment }, acts) => abandonBuilds(world, world.place(environment), acts),
});

interface Sources {
  readonly files: Readonly<Record<string, string>>;
  readonly requirements: Requirements;
  readonly interpreter: Interpreter;
}

type SourcesOf = (path: string) => Promise<Sources>;

const sourcesBy =
  ({ projectFolder, stateFolder }: LocalWorld, findInterpreter: FindInterpreter): SourcesOf =>
  async (path) => {
    const folder = join(projectFolder, path);
    const [interpreter, requirements, name] = await Promise.all([
      findInterpreter(folder),
      readRequirements(projectFolder, path),
      digest(folder),
    ]);
    const files = digestFiles(folder, walkFiles(folder, projectFolder), join(stateFolder, "cache", `files-${name.slice(0, 16)}.json`));
    return { files, requirements, interpreter };
  };

const shown = (path: string, file: string): string => join(path, file);

/** The files of a service among its inputs, by their paths inside its folder. */
function filesAmong(inputs: Readonly<Record<string, string>>, path: string): Readonly<Record<string, string>> {
  const prefix = `file ${shown(path, "x").slice(0, -1)}`;
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, digest]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), digest] as const] : [])),
  );
}

const nameOf = ({ version, platform, executable }: Interpreter): string => `${version} ${platform} ${executable}`;
