import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { processesWith } from "./environment-of.ts";
import type { UsersProject } from "./users-project.ts";

/**
 * Asks the project's database by PostgreSQL's own client, as the application does: with the address that stands in the environment of a
 * running backend. @returns one text a row
 */
export function psql(project: Pick<UsersProject, "state">, sql: string): readonly string[] {
  return psqlAt(databaseUri(project), sql);
}

/** The address of the project's database, password included, as it stands in the environment of a running backend. */
export function databaseUri(project: Pick<UsersProject, "state">): string {
  const uri = processesWith("DATABASE_URI", project)[0]?.env.DATABASE_URI;
  if (uri === undefined) throw new Error("no process of this project has DATABASE_URI in its environment");
  return uri;
}

/** The same for whoever noted the address while a backend was running. */
export function psqlAt(uri: string, sql: string): readonly string[] {
  const argv = ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, uri];
  // What it complains of is in the error.
  const rows = execFileSync(psqlProgram(), argv, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return rows === "" ? [] : rows.trimEnd().split("\n");
}

/** Where Seaway keeps the PostgreSQL that it fetched. */
export function psqlProgram(): string {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "seaway", "postgresql");
  const versions = readdirSync(cache);
  for (const version of versions) {
    const found = readdirSync(join(cache, version), { recursive: true, encoding: "utf8" }).find((path) => path.endsWith("bin/psql"));
    if (found !== undefined) return join(cache, version, found);
  }
  throw new Error(`no psql below ${cache}`);
}
