import { readFileSync } from "node:fs";
import type { Problem } from "../../../../model/problem.ts";

/** What psql said of the statement that failed. */
export interface SqlFailure {
  readonly message: string;
  /** As psql was given it. */
  readonly file?: string;
  /** Line of the file, from 1; absent when the failure has no place (the server went away). */
  readonly line?: number;
  readonly column?: number;
}

/** What psql said: a statement may be longer than the tail that is shown, and psql names its place before it prints it. */
export const saidInFull = (log: string): readonly string[] => readFileSync(log, "utf8").slice(-SAID_LIMIT).trimEnd().split("\n");
const SAID_LIMIT = 1 << 20;

/**
 * Reads psql's output. It names the line on which a statement ended and, in `LINE n`, a line inside the statement, so the place is computed
 * from both and from the statement itself (`-b` prints it).
 * @param lines psql's output, in its order.
 */
export function parseSqlFailure(lines: readonly string[]): SqlFailure {
  const at = lines.findIndex((line) => /^psql:.*:\d+: (ERROR|FATAL|error):/.test(line));
  const [, file, ended, message] = /^psql:(.*):(\d+): (?:ERROR|FATAL|error):\s+(.*)$/.exec(lines[at] ?? "") ?? [];
  if (file === undefined || ended === undefined || message === undefined) return { message: lastWord(lines) };
  const statement = lines.findIndex((line, index) => index > at && line.startsWith(`psql:`) && line.includes(": STATEMENT:  "));
  const length = statement < 0 ? 1 : withoutWarnings(lines).length - statement;
  const inside = /^LINE (\d+): (.*)$/.exec(lines[at + 1] ?? "");
  const first = Number(ended) - (length - 1);
  if (inside === null) return { message, file, line: first };
  const caret = (lines[at + 2] ?? "").indexOf("^");
  const column = caret < 0 ? 1 : caret - `LINE ${inside[1]}: `.length + 1;
  return { message, file, line: first + Number(inside[1]) - 1, column };
}

/** psql ends its transaction after the failure, and PostgreSQL warns when the file had ended it already. */
const withoutWarnings = (lines: readonly string[]): readonly string[] =>
  lines.slice(0, lines.findLastIndex((line) => !/^(WARNING|NOTICE):/.test(line)) + 1);

const lastWord = (lines: readonly string[]): string =>
  lines.findLast((line) => line.trim() !== "")?.replace(/^psql: (error: )?/, "") ?? "psql said nothing";

/** @returns the place in the user's file, with its line, for the problem's `-->`. */
export function positionOf(failed: SqlFailure, file: string, shownAs: string): Pick<Problem, "position"> {
  if (failed.line === undefined) return {};
  const snippet = readFileSync(file, "utf8").split("\n")[failed.line - 1];
  const column = failed.column ?? 1;
  return { position: { file: shownAs, line: failed.line, column, label: failed.message, ...(snippet === undefined ? {} : { snippet }) } };
}
