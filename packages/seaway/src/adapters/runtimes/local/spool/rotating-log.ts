import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** @source rules-rollout 12.1: logs rotate at 50 MiB, 5 kept */
const FULL_BYTES = 50 * 1024 * 1024;
const KEPT = 5;

/** A log that only its writer renames: `backend-91-1.log`, then `.log.1` (newest) to `.log.5`. */
export interface RotatingLog {
  readonly inode: () => number;
  readonly size: () => number;
  append(bytes: Uint8Array): void;
  /** Cuts off what was written after this size. */
  truncate(size: number): void;
  /** Begins a new file when this one is full. @returns whether it did */
  rotate(): boolean;
  close(): void;
}

export function openRotatingLog(path: string, fullBytes = FULL_BYTES): RotatingLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let descriptor = openSync(path, "a", 0o600);
  let { size, ino } = fstatSync(descriptor);
  return {
    inode: () => ino,
    size: () => size,
    append: (bytes) => {
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
      size += bytes.length;
    },
    truncate: (to) => {
      if (to >= size) return;
      ftruncateSync(descriptor, to);
      size = to;
    },
    rotate: () => {
      if (size < fullBytes) return false;
      closeSync(descriptor);
      for (let number = KEPT - 1; number >= 1; number -= 1) renameIfThere(`${path}.${number}`, `${path}.${number + 1}`);
      renameSync(path, `${path}.1`);
      descriptor = openSync(path, "a", 0o600);
      ({ size, ino } = fstatSync(descriptor));
      return true;
    },
    close: () => closeSync(descriptor),
  };
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
