import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { failure } from "../../model/errors/failure.ts";

/** It names folders, so nothing that could lead out of one. */
const ID = /^[a-z][a-z0-9-]{0,62}-[0-9a-f]{10}$/;

/**
 * The id of the project in a folder: `users-3f9c2a71b4`. It lies in `.seaway/project`, which is committed, so every checkout has the same.
 * Made at the first call; two commands at once agree on one.
 * @param name what a new id starts with; the folder's name where nothing better is known.
 * @throws SEA-2131 when the file holds something else.
 */
export function projectId(folder: string, name: string = basename(folder)): string {
  return readProjectId(folder) ?? makeProjectId(folder, name);
}

/** @returns undefined for a project that has no id yet. */
export function readProjectId(folder: string): string | undefined {
  const file = join(folder, ".seaway", "project");
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const id = found.isFile() && found.size < 200 ? readFileSync(file, "utf8").trim() : "";
  if (!ID.test(id)) throw failure("SEA-2131", { file: ".seaway/project" }, { where: file });
  return id;
}

/** Written beside and linked into place: whoever reads it sees all of it, and only the first of two wins. */
function makeProjectId(folder: string, name: string): string {
  const start = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  const id = `${start === "" ? "project" : start}-${randomBytes(5).toString("hex")}`;
  const own = join(folder, ".seaway");
  mkdirSync(own, { recursive: true });
  const draft = join(own, `project.${randomBytes(4).toString("hex")}`);
  writeFileSync(draft, `${id}\n`);
  try {
    linkSync(draft, join(own, "project"));
    return id;
  } catch (cause) {
    const other = readProjectId(folder);
    if (other === undefined) throw cause;
    return other;
  } finally {
    rmSync(draft, { force: true });
  }
}
