import { chmodSync, existsSync, lchownSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isRoot } from "../local-world.ts";

/** Makes what was built readable for everybody and writable for nobody. As root it also takes it back from the user who built. */
export function sealFolder(path: string): void {
  const stat = lstatSync(path);
  if (isRoot()) lchownSync(path, 0, 0);
  if (stat.isSymbolicLink()) return;
  if (stat.isDirectory()) for (const name of readdirSync(path)) sealFolder(join(path, name));
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o555 : 0o444);
}

/** Without root, even the owner removes nothing from a folder that is not writable. */
export function removeSealed(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  }
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
}
