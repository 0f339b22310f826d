import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sources } from "../../engine/ports/sources.ts";
import { pythonReads } from "./python-reads.ts";
import { requirementNames } from "./requirement-names.ts";
import { walkFiles } from "./walk-files.ts";

/** More is no source that somebody wrote, and a diagnosis must not take long. */
const MOST_FILES = 2_000;
const TESTS = /(^|\/)(tests?\/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)/;

/** Sources of Python services, as their artifacts hold them. */
export const pythonSources: Sources = {
  async read(folder) {
    try {
      const all = walkFiles(folder, folder);
      const files = all.filter((file) => file.endsWith(".py") && !TESTS.test(file)).slice(0, MOST_FILES);
      const reads = await Promise.all(files.map(async (file) => pythonReads(file, await readFile(join(folder, file), "utf8"))));
      return {
        variables: reads.flatMap(({ variables }) => variables),
        imports: reads.flatMap(({ imports }) => imports),
        ports: reads.flatMap(({ ports }) => ports),
        modules: [...new Set(all.filter((file) => file.endsWith(".py")).map((file) => file.split("/")[0]!.replace(/\.py$/, "")))],
        requirements: all.includes("requirements.txt")
          ? requirementNames(await readFile(join(folder, "requirements.txt"), "utf8"))
          : undefined,
      };
    } catch {
      // It serves a diagnosis, which must not fail for want of a better reason.
      return undefined;
    }
  },
};
