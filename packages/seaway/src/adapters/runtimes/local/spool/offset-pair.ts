import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";

/** Up to here the spool has been read, and the log, of this inode, holds what came of it. Always at the end of a line. */
export interface OffsetPair {
  readonly spool: number;
  readonly log: number;
  readonly inode: number;
}

export interface OffsetPairFile {
  /** undefined: nothing was recorded yet. */
  read(): OffsetPair | undefined;
  write(pair: OffsetPair): void;
  close(): void;
}

const LENGTH = 96;

/** One record of fixed length, written in place by one call: a killed process leaves the whole pair or the one before. */
export function openOffsetPair(path: string): OffsetPairFile {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  return {
    read: () => {
      const text = readFileSync(path, "utf8");
      return text === "" ? undefined : (JSON.parse(text) as OffsetPair);
    },
    write: (pair) => void writeSync(descriptor, JSON.stringify(pair).padEnd(LENGTH), 0),
    close: () => closeSync(descriptor),
  };
}
