import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { PostgresPrograms } from "./postgres-programs.ts";

/** To which database one connects, and as whom. */
export interface PostgresLogin {
  readonly programs: PostgresPrograms;
  readonly socketFolder: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** PostgreSQL answered, or its socket did, and the answer was no. The text is psql's own. */
export class PsqlError extends Error {
  override readonly name = "PsqlError";
}

/** The password goes by the environment: arguments are seen by every user of the machine. */
export const loginEnvironment = ({ socketFolder, user, password, database }: PostgresLogin): Record<string, string> => ({
  PGHOST: socketFolder,
  PGUSER: user,
  PGPASSWORD: password,
  PGDATABASE: database,
  PGCONNECT_TIMEOUT: "5",
  PGCLIENTENCODING: "UTF8",
  LC_ALL: "C.UTF-8",
  PATH: "/usr/bin:/bin",
  HOME: "/nonexistent",
});

/**
 * One round trip with statements of our own; 10 ms with its process.
 * @returns rows of texts.
 * @throws PsqlError
 */
export async function query(login: PostgresLogin, sql: string, limitMs = 10_000): Promise<readonly (readonly string[])[]> {
  const argv = ["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse", "-f", "-"];
  const child = spawn(join(login.programs.bin, "psql"), argv, { env: loginEnvironment(login), timeout: limitMs, killSignal: "SIGKILL" });
  child.stdin.on("error", () => {}); // refused before it read the statement: what it says is on standard error
  child.stdin.end(sql);
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const [code, rows, complaint] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0)
    throw new PsqlError(complaint.trim().replace(/^psql:(<stdin>:\d+:| error:)? */gm, "") || `no answer within ${limitMs} ms`);
  return rows === ""
    ? []
    : rows
        .trimEnd()
        .split("\n")
        .map((row) => row.split("\t"));
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (value: string): string => `'${value.replaceAll("'", "''")}'`;
