import { execFile } from "node:child_process";
import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { failure } from "../../../../model/errors/failure.ts";
import { loginEnvironment, type PostgresLogin } from "./psql.ts";

/**
 * The whole of a database into one file, in PostgreSQL's own archive format, as the application's role and from one moment. The file
 * has its name only when it is whole.
 * @throws SEA-3111
 */
export async function dumpDatabase(login: PostgresLogin, file: string): Promise<void> {
  const making = `${file}.part`;
  const argv = ["--format=custom", "--no-owner", "--no-privileges", `--file=${making}`];
  try {
    rmSync(making, { force: true });
    // Made by us, so that it is nobody else's to read while it grows.
    closeSync(openSync(making, "wx", 0o600));
    await promisify(execFile)(join(login.programs.bin, "pg_dump"), argv, { env: loginEnvironment(login) });
    renameSync(making, file);
  } catch (cause) {
    rmSync(making, { force: true });
    const { stderr } = cause as { readonly stderr?: string };
    throw failure("SEA-3111", { database: login.database }, { cause, log: stderr?.trim().split("\n").slice(-5) ?? [] });
  }
}
