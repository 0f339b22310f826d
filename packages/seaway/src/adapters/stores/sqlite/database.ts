import type { DatabaseSync, StatementSync } from "node:sqlite";

/** How long a writer waits for its turn before it gives up (SEA-8005). */
export const TURN_MS = 10_000;

/** A call of SQLite that failed, as data: it crosses from the worker to the main thread. */
export interface Trouble {
  /** SQLite's primary result code. @source https://www.sqlite.org/rescode.html */
  readonly code: number;
  readonly message: string;
}

export interface Database {
  readonly raw: DatabaseSync;
  /** The prepared statement of a text, made once. */
  readonly sql: (text: string) => StatementSync;
  close(): void;
}

/** Opens a file that is there. Each commit is on the disk before it returns. */
export function openDatabase(file: string): Database {
  const { DatabaseSync } = loadSqlite();
  const raw = new DatabaseSync(file, { timeout: TURN_MS });
  const statements = new Map<string, StatementSync>();
  raw.exec("pragma synchronous = full");
  return {
    raw,
    sql(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement = raw.prepare(text);
      statements.set(text, statement);
      return statement;
    },
    close: () => raw.close(),
  };
}

/** What SQLite said, or undefined when the error is none of SQLite's. */
export function toTrouble(thrown: unknown): Trouble | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown) || typeof thrown.errcode !== "number") return undefined;
  // The extended code's low byte is the primary one.
  return { code: thrown.errcode & 0xff, message: thrown.message };
}

/** `node:sqlite` without the warning that it is experimental, which Node 22 prints when it loads; every other warning is still printed. */
function loadSqlite(): typeof import("node:sqlite") {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below, and put back as it was
  const emit = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (!String(warning).startsWith("SQLite is an experimental feature")) Reflect.apply(emit, process, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emit;
  }
}
