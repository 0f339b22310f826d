import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { failure } from "../../../../model/errors/failure.ts";
import type { Interpreter } from "./interpreter.ts";
import type { RequirementsFile } from "./requirements.ts";

/** Reads TOML with what every Python that can install has: its own module from 3.11 on, before that the one inside pip. */
const READ = `
import json, sys
try:
    import tomllib
except ImportError:
    from pip._vendor import tomli as tomllib
try:
    project = tomllib.loads(sys.argv[1]).get("project")
except tomllib.TOMLDecodeError as wrong:
    print(json.dumps({"lacks": "it is no valid TOML (%s)" % wrong}))
else:
    if project is None:
        print(json.dumps({"lacks": "it has no table [project]"}))
    elif "dependencies" in project.get("dynamic", []):
        print(json.dumps({"lacks": "its dependencies are dynamic"}))
    else:
        print(json.dumps({"dependencies": project.get("dependencies", [])}))`;

/**
 * What `[project] dependencies` of a `pyproject.toml` lists. Nothing of the user's is run.
 * @throws SEA-4105
 */
export async function projectDependencies({ path, content }: RequirementsFile, interpreter: Interpreter): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(interpreter.executable, ["-I", "-c", READ, content], { timeout: 20_000 }).catch(
    (cause: unknown) => {
      throw failure("SEA-4105", { path, lacks: "this Python can't read TOML" }, { cause });
    },
  );
  const { dependencies, lacks } = JSON.parse(stdout) as { readonly dependencies?: readonly string[]; readonly lacks?: string };
  if (dependencies === undefined) throw failure("SEA-4105", { path, lacks: lacks ?? "it could not be read" });
  return dependencies;
}
