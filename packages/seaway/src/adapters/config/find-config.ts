import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { failure } from "../../model/errors/failure.ts";
import { repositoryOf } from "./repository.ts";

const NAMES = ["seaway.config.ts", "seaway.config.mts"] as const;

/**
 * The config file of a working directory: `explicit` if given (`--config`, `SEAWAY_CONFIG`), else the nearest one upward to the root of the
 * git repository, never beyond; outside a repository, only in the directory itself.
 * @throws SEA-2101 without one, SEA-2102 with two in one folder, SEA-2103 when the named one is not there.
 */
export function findConfig(cwd: string, explicit?: string): string {
  const from = resolve(cwd);
  if (explicit !== undefined) {
    const named = resolve(from, explicit);
    if (statSync(named, { throwIfNoEntry: false })?.isFile() !== true) throw failure("SEA-2103", { file: named });
    return named;
  }
  const root = repositoryOf(from) ?? from;
  for (let folder = from; ; folder = dirname(folder)) {
    const [first, second] = NAMES.filter((name) => existsSync(join(folder, name)));
    if (first !== undefined && second !== undefined) throw failure("SEA-2102", { first, second, folder });
    if (first !== undefined) return join(folder, first);
    if (folder === root) throw failure("SEA-2101", { folder: from, root });
  }
}
