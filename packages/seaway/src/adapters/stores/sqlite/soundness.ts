import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";

/** What a look at the bytes of a database file says, before SQLite opens it. */
export type Soundness = "sound" | "cut off" | "not a database";

const HEADER_BYTES = 100;
const MAGIC = Buffer.from("SQLite format 3\0");

/**
 * The header says how many pages the database has. A file that is shorter is cut off, unless the write-ahead log holds every page that it
 * lacks, as after a crash in the middle of a checkpoint. SQLite alone would notice that only on meeting a missing page, or never.
 * @source https://www.sqlite.org/fileformat2.html sections 1.3 and 4
 */
export function soundnessOf(file: string): Soundness {
  // A second look, because another process may finish a checkpoint between our two readings.
  const first = look(file);
  return first === "sound" ? first : look(file);
}

function look(file: string): Soundness {
  const header = firstBytes(file, HEADER_BYTES);
  if (header.length < HEADER_BYTES)
    return MAGIC.subarray(0, header.length).equals(header.subarray(0, MAGIC.length)) ? "cut off" : "not a database";
  const size = header.readUInt16BE(16);
  const pageSize = size === 1 ? 65_536 : size;
  if (!header.subarray(0, MAGIC.length).equals(MAGIC) || pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return "not a database";
  const wanted = header.readUInt32BE(28);
  const present = Math.floor(statSync(file).size / pageSize);
  if (present >= wanted) return "sound";
  const logged = new Set(walFrames(`${file}-wal`).map(({ page }) => page));
  for (let page = present + 1; page <= wanted; page++) if (!logged.has(page)) return "cut off";
  return "sound";
}

/** A page in the write-ahead log; `commitsPages` is the size of the database after a frame that ends a transaction, else 0. */
export interface WalFrame {
  readonly page: number;
  readonly commitsPages: number;
}

/** The frames of the log's present generation, in order. A missing log has none. */
export function walFrames(file: string): readonly WalFrame[] {
  const wal = readIfThere(file);
  const frames: WalFrame[] = [];
  if (wal.length < 32) return frames;
  const frameBytes = 24 + wal.readUInt32BE(8);
  const salt = wal.subarray(16, 24);
  for (let at = 32; at + frameBytes <= wal.length && wal.subarray(at + 8, at + 16).equals(salt); at += frameBytes) {
    frames.push({ page: wal.readUInt32BE(at), commitsPages: wal.readUInt32BE(at + 4) });
  }
  return frames;
}

function firstBytes(file: string, length: number): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw cause;
  }
}
