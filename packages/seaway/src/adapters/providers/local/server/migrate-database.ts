import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Command, CommandResult } from "../../../../engine/ports/connection.ts";
import type { Acts, MigrationWork } from "../../../../engine/ports/provider.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { pendingOf, type MigrationPart } from "../../../../model/migration.ts";
import { isLost, ofAttempt, runIn, untilNotLost } from "../durably.ts";
import type { LocalWorld } from "../local-world.ts";
import { boxedCommand } from "./boxed-command.ts";
import type { DatabasePlace } from "./database-place.ts";
import { query, quoteText, type PostgresLogin } from "./psql.ts";
import { parseSqlFailure, positionOf, saidInFull } from "./sql-failure.ts";

/*
 * What was applied to a database stands in the database itself, in a table of the application's own role: a backup takes it along, and
 * it becomes true in the very transaction that makes it true.
 */
const TABLE = `set client_min_messages = warning;
create schema if not exists seaway;
create table if not exists seaway.migrations (digest text primary key, name text not null, release text not null, applied_at timestamptz not null default now());
reset client_min_messages;
`;

/** "seaway" on a telephone's keys: two that migrate one database wait for each other, whatever store they belong to. */
const LOCK = "select pg_advisory_lock(732929);\n";

/** A file that begins so is run statement by statement: `CREATE INDEX CONCURRENTLY` refuses a transaction. */
const ALONE = /^\s*--\s*seaway:\s*no transaction\b/i;

/** What was applied, oldest first. 10 ms. @throws PsqlError */
export async function readApplied(login: PostgresLogin): Promise<readonly MigrationPart[]> {
  const rows = await query(
    login,
    `select to_regclass('seaway.migrations') is not null as there \\gset
     \\if :there
       select digest, name from seaway.migrations order by applied_at, name;
     \\endif`,
    2_000,
  );
  return rows.map(([digest = "", name = ""]) => ({ digest, name }));
}

interface Migrating {
  readonly world: LocalWorld;
  readonly place: DatabasePlace;
  readonly login: PostgresLogin;
  readonly work: MigrationWork;
}

/**
 * Applies what was not applied yet. Each command lives outside the engine: a resumed run attaches to it, and asks the database where it
 * was lost. @returns names of what was applied. @throws SEA-5314
 */
export async function migrateDatabase(migrating: Migrating, acts: Acts): Promise<readonly string[]> {
  const { login, work } = migrating;
  const pending = pendingOf(work.migration, await readApplied(login));
  if (work.command !== undefined) return pending.length === 0 ? [] : runCommand(migrating, work.command, pending, acts);
  const applied: string[] = [];
  for (const group of inTransactions(work, pending)) {
    await untilNotLost((number) => runFiles(migrating, group, applied, number, acts));
    applied.push(...group.map(({ name }) => name));
  }
  return work.migration.parts.map(({ name }) => name).filter((name) => pending.some((part) => part.name === name));
}

/** Neighbours share a transaction, so that all of them are applied or none; one that can't be in a transaction is alone. */
function inTransactions({ migration }: MigrationWork, pending: readonly MigrationPart[]): readonly (readonly MigrationPart[])[] {
  const groups: MigrationPart[][] = [];
  let open: MigrationPart[] | undefined;
  for (const part of pending) {
    if (isAlone(migration.sql?.[part.digest] ?? "")) {
      groups.push([part]);
      open = undefined;
    } else if (open === undefined) groups.push((open = [part]));
    else open.push(part);
  }
  return groups;
}

export const isAlone = (sql: string): boolean => ALONE.test(sql);

async function runFiles(
  { world, place, login, work }: Migrating,
  group: readonly MigrationPart[],
  before: readonly string[],
  number: number,
  acts: Acts,
): Promise<void> {
  // Lost, and done before it was: the transaction says so itself.
  if (number > 1 && pendingOf({ parts: group }, await readApplied(login)).length === 0) return;
  const sqlOf = ({ digest }: MigrationPart): string => work.migration.sql?.[digest] ?? "";
  const alone = group.some((part) => isAlone(sqlOf(part)));
  const folder = join(acts.folder, (group[0]?.digest ?? "").slice(7, 19));
  const job = ofAttempt(join(folder, "psql"), number);
  const files = filesOf(join(folder, "sql"), group, sqlOf, work.release);
  if (!existsSync(job)) {
    work.stop.throwIfAborted();
    // Whole before a psql reads them, and never under it: an engine that died while it wrote left half a file, and no job.
    mkdirSync(join(folder, "sql"), { recursive: true, mode: 0o755 });
    for (const { path, sql } of files) writeFileSync(path, sql, { mode: 0o644 });
  }
  acts.progress(group.length === 1 ? (group[0]?.name ?? "") : `${group.length} files`);
  let result: CommandResult;
  try {
    const words = ["-X", "-q", "-b", "-v", "ON_ERROR_STOP=1", ...(alone ? [] : ["--single-transaction"]), "-o", "/dev/null"];
    const argv = [join(login.programs.bin, "psql"), ...words, ...files.flatMap(({ path }) => ["-f", path])];
    result = await runIn(
      job,
      boxedCommand(world, place, login, { argv, folder: join(folder, "sql"), access: "read" }),
      world.connection,
      acts.signal,
    );
  } catch (thrown) {
    if (!isLost(thrown) || !alone) throw thrown;
    throw failure(
      "SEA-5314",
      { database: place.name, what: "the machine went down under it", half: true, applied: before },
      { cause: thrown, where: `migrate ${place.name}`, halfChanged: place.name },
    );
  }
  if (result.code === 0) return;
  const said = saidInFull(result.log);
  const failed = parseSqlFailure(said);
  const guilty = files.find(({ path }) => path === failed.file);
  // psql's own ROLLBACK finds no transaction where a statement of the file has ended it.
  const half = alone || said.some((line) => /WARNING:\s+there is no transaction in progress/.test(line));
  const at = {
    where: `migrate ${place.name}`,
    log: result.tail.map((line) => files.reduce((text, { path, part }) => text.replaceAll(path, part?.name ?? basename(path)), line)),
    // What was applied before it stays, and the release is not where it wanted to be.
    ...(half || before.length > 0 ? { halfChanged: place.name } : {}),
    ...(guilty?.part === undefined ? {} : positionOf(failed, guilty.path, guilty.part.name)),
  };
  throw failure("SEA-5314", { database: place.name, what: failed.message, half, applied: before }, at);
}

/** The release's own texts, and behind each of them the line of the table. */
function filesOf(into: string, group: readonly MigrationPart[], sqlOf: (part: MigrationPart) => string, release: string) {
  const parts = group.map((part, index) => ({ part, path: join(into, `${index + 1}-${basename(part.name)}`), sql: sqlOf(part) }));
  const recorded = parts.flatMap((file, index) => [
    file,
    { part: undefined, path: join(into, `${index + 1}-applied.sql`), sql: `reset search_path;\n${appliedSql(file.part, release)}` },
  ]);
  return [{ part: undefined, path: join(into, "0-table.sql"), sql: LOCK + TABLE }, ...recorded];
}

const appliedSql = ({ digest, name }: MigrationPart, release: string): string =>
  `insert into seaway.migrations (digest, name, release) values (${[digest, name, release].map(quoteText).join(", ")}) on conflict do nothing;\n`;

async function runCommand(
  { world, place, login, work }: Migrating,
  command: Command,
  pending: readonly MigrationPart[],
  acts: Acts,
): Promise<readonly string[]> {
  const folder = join(acts.folder, "command");
  if (!existsSync(folder)) work.stop.throwIfAborted();
  acts.progress(pending[0]?.name ?? "");
  const result = await untilNotLost((number) => runIn(ofAttempt(folder, number), command, world.connection, acts.signal));
  if (result.code !== 0) {
    const facts = { database: place.name, what: saidBy(result), half: true, applied: [] };
    throw failure("SEA-5314", facts, { where: `migrate ${place.name}`, log: result.tail, halfChanged: place.name });
  }
  await query(login, TABLE + pending.map((part) => appliedSql(part, work.release)).join(""));
  return pending.map(({ name }) => name);
}

/** A Python exception by its name and message; else the last word. */
function saidBy({ tail, code }: CommandResult): string {
  const exception = tail.findLast((line) => /^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Warning)\b.*:/.test(line));
  return exception ?? tail.findLast((line) => line.trim() !== "")?.trim() ?? `it ended with exit code ${code}`;
}
