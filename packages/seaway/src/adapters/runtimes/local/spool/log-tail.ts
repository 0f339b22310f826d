import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const TAIL_BYTES = 64 * 1024;

/** The last lines of a log, without their times and without colours. @returns none when there is no log */
export function logTail(path: string, count: number): readonly string[] {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(descriptor);
    const from = Math.max(0, size - TAIL_BYTES);
    const bytes = Buffer.alloc(size - from);
    readSync(descriptor, bytes, 0, bytes.length, from);
    const lines = bytes.toString("utf8").split("\n");
    if (from > 0) lines.shift();
    if (lines.at(-1) === "") lines.pop();
    return lines.slice(-count).map((line) => stripVTControlCharacters(line).replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, ""));
  } finally {
    closeSync(descriptor);
  }
}
