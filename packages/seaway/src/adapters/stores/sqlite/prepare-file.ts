import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { openDatabase } from "./database.ts";
import { migrate } from "./schema.ts";

/** Makes the store's folder (0700) and file (0600) where they are missing, and closes them to others where they are open. */
export function prepareFile(file: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeToOthers(folder);
  if (!existsSync(file)) create(file);
  closeToOthers(file);
}

/** Whole or not at all: it is made under another name, so whoever finds the file finds its schema in it. */
function create(file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  closeSync(openSync(draft, "wx", 0o600)); // so that SQLite never makes it with the process's umask
  try {
    const database = openDatabase(draft);
    // Nobody knows of the draft, so the disk is waited for once, when it is whole.
    database.raw.exec("pragma synchronous = off");
    migrate(database.raw);
    database.raw.exec("pragma journal_mode = wal");
    database.close();
    sync(draft);
    linkIfFree(draft, file);
    sync(dirname(file));
  } finally {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(draft + suffix, { force: true });
  }
}

/** A link, because unlike a rename it does not replace a store that another process made at the same moment. */
function linkIfFree(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  }
}

/** Of a file or a folder. */
function sync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function closeToOthers(path: string): void {
  const { mode } = statSync(path);
  if ((mode & 0o077) !== 0) chmodSync(path, mode & 0o700);
}
