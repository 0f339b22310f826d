import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, readSync, renameSync, statSync, writeFileSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import { dirname, join } from "node:path";
import { failure } from "../../model/errors/failure.ts";

/** Size, mtime, ctime (both in ns) and inode of a file as texts, and the digest that its content had then. */
type Remembered = readonly [size: string, mtime: string, ctime: string, inode: string, digest: string];

/** A file that changed this recently may change again within one tick of the file system's clock, and look the same. */
const SETTLED_MS = 50;

/**
 * Digest of each file's content, and whether it may be executed. A file whose size, times and inode are those of the last call is not
 * read again.
 * @param cacheFile remembers digests between calls; it may be lost or damaged at any time.
 * @returns path → `sha256:…`, with ` executable` behind it where the file has that bit.
 * @throws SEA-4107 when a file can't be read.
 */
export function digestFiles(folder: string, paths: readonly string[], cacheFile: string): Readonly<Record<string, string>> {
  const remembered = readCache(cacheFile);
  const now = Date.now(); // compared with the file system's times, so it is never a test's clock
  const next: Record<string, Remembered> = {};
  const digests: Record<string, string> = {};
  let news = Object.keys(remembered).length !== paths.length;
  for (const path of paths) {
    const file = join(folder, path);
    const stat = statOf(file);
    const marks = [stat.size, stat.mtimeNs, stat.ctimeNs, stat.ino].map(String);
    const known = remembered[path];
    const same = known !== undefined && marks.every((mark, index) => mark === known[index]);
    const content = same ? known[4] : digestFile(file);
    digests[path] = content + executableMark(stat.mode);
    if (Number(stat.ctimeMs) < now - SETTLED_MS) next[path] = [...marks, content] as unknown as Remembered;
    news ||= !same;
  }
  if (news) writeCache(cacheFile, next);
  return digests;
}

/** @returns `sha256:…` of a file's content, read in pieces of 1 MiB. */
export function digestFile(file: string): string {
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(1 << 20);
  let handle: number | undefined;
  try {
    handle = openSync(file, "r");
    for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece)) hash.update(piece.subarray(0, length));
  } catch (cause) {
    throw failure("SEA-4107", { path: file }, { cause });
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
  return `sha256:${hash.digest("hex")}`;
}

export const executableMark = (mode: number | bigint): "" | " executable" => ((Number(mode) & 0o100) === 0 ? "" : " executable");

function statOf(file: string): BigIntStats {
  try {
    return statSync(file, { bigint: true });
  } catch (cause) {
    throw failure("SEA-4107", { path: file }, { cause });
  }
}

function readCache(file: string): Readonly<Record<string, Remembered>> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, Remembered>;
  } catch {
    return {}; // not there yet, or damaged: everything is read again
  }
}

function writeCache(file: string, entries: Readonly<Record<string, Remembered>>): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, JSON.stringify(entries), { mode: 0o600 });
  renameSync(beside, file);
}
