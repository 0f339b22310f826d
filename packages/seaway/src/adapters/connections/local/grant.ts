import { lchownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isOurs, type Identity } from "./identities.ts";

/**
 * Gives what a box may write to its user: folders that Seaway itself made, or that an earlier identity left. A volume that was kept
 * when its environment went is of a number that may be somebody else's by now. What belongs to anybody else, or is everybody's (`/tmp`),
 * stays as it is. A folder that is his already is not walked again.
 */
export function grant(path: string, { uid, gid }: Pick<Identity, "uid" | "gid">): void {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined || entry.uid === uid || (entry.mode & 0o002) !== 0) return;
  if (entry.uid !== process.getuid?.() && !isOurs(entry.uid)) return;
  give(path, entry.isDirectory(), uid, gid);
}

/** Inside out, so that an interrupted walk is begun again; links are never followed. */
function give(path: string, isDirectory: boolean, uid: number, gid: number): void {
  if (isDirectory) {
    for (const entry of readdirSync(path, { withFileTypes: true })) give(join(path, entry.name), entry.isDirectory(), uid, gid);
  }
  lchownSync(path, uid, gid);
}
