import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Repository } from "./checks/check.ts";

export const root = dirname(import.meta.dirname);

/** This checkout as the checks see it: tracked files and new ones, without what git ignores. */

export function repository(): Repository {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  const files = [...new Set(listed.split("\0"))]
    .filter((file) => file !== "" && existsSync(join(root, file)) && lstatSync(join(root, file)).isFile())
    .toSorted();
  return { root, files, read: (file) => readFileSync(join(root, file), "utf8") };
}
