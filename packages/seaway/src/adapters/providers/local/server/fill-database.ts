import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command, CommandResult } from "../../../../engine/ports/connection.ts";
import type { Acts } from "../../../../engine/ports/provider.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { isLost, ofAttempt, runIn } from "../durably.ts";
import type { LocalWorld } from "../local-world.ts";
import { boxedCommand } from "./boxed-command.ts";
import type { DatabasePlace } from "./database-place.ts";
import type { Filling } from "./filling.ts";
import { readFilling, writeFilling } from "./filling.ts";
import type { PostgresLogin } from "./psql.ts";
import { query, quoteName } from "./psql.ts";
import { parseSqlFailure, positionOf, saidInFull } from "./sql-failure.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** An SQL file of the user that is run once, when the database is created. */
export interface SqlStep {
  readonly name: "schema" | "seed";
  /** Relative to the project's folder. */
  readonly file: string;
}

/** One database that is being made: the administrator's way to its server, and the application's way to it. */
export interface DatabaseInMaking {
  readonly world: LocalWorld;
  readonly place: DatabasePlace;
  readonly administrator: PostgresLogin;
  readonly application: PostgresLogin;
  readonly steps: readonly SqlStep[];
}

/** Role and database. One that is complete is kept as it is, whoever asks; only one that nobody was given yet is begun anew. */
export async function makeDatabase(making: DatabaseInMaking, token: string): Promise<void> {
  const { administrator, application } = making;
  const { exists, filling } = await readFilling(administrator, application.database);
  await ensureRole(administrator, application);
  if (exists && (filling === undefined || filling.complete || filling.token === token)) return;
  await beginAnew(making, token);
}

/**
 * Runs the files up to and including this step, each exactly once: the command's id is durable in the server before it starts, so a killed
 * run attaches to it. A file may begin and commit as it likes: where a step's end is unknown, the database is begun anew as a whole.
 * @throws SEA-3104; the half-filled database is gone then.
 */
export async function fillUpTo(making: DatabaseInMaking, step: SqlStep["name"], acts: Acts, token: string): Promise<void> {
  const { administrator, application, steps } = making;
  const { exists, filling } = await readFilling(administrator, application.database);
  if (exists && (filling === undefined || filling.complete || filling.done.includes(step))) return;
  let now = exists && filling !== undefined ? filling : await beginAnew(making, token);
  for (const next of steps.slice(0, steps.findIndex(({ name }) => name === step) + 1)) {
    if (now.done.includes(next.name)) continue;
    try {
      now = await runStep(making, next, now, acts);
    } catch (thrown) {
      if (!isLost(thrown)) throw thrown;
      await beginAnew(making, token); // the machine went down under the command: how far it came, nobody knows
      return fillUpTo(making, step, acts, token);
    }
  }
}

async function runStep(making: DatabaseInMaking, step: SqlStep, filling: Filling, acts: Acts): Promise<Filling> {
  const { world, administrator, application, steps } = making;
  const doing = filling.doing?.step === step.name ? filling.doing : { step: step.name, folder: unusedFolder(join(acts.folder, step.name)) };
  await writeFilling(administrator, application.database, { ...filling, doing });
  acts.progress(step.file);
  const command = psqlFile(making, join(world.projectFolder, step.file));
  const result = await runIn(doing.folder, command, world.connection, acts.signal).catch(async (thrown: unknown) => {
    if (acts.signal.aborted) await dropDatabase(administrator, application.database);
    throw thrown;
  });
  if (result.code !== 0) await giveUp(making, step, result);
  const done = [...filling.done, step.name];
  const through: Filling = { token: filling.token, done, complete: steps.every(({ name }) => done.includes(name)) };
  await writeFilling(administrator, application.database, through);
  return through;
}

function psqlFile({ world, place, application }: DatabaseInMaking, file: string): Command {
  const words = ["-X", "-q", "-b", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-o", "/dev/null", "-f", file];
  const argv = [join(application.programs.bin, "psql"), ...words];
  return boxedCommand(world, place, application, { argv, folder: dirname(file), access: "read" });
}

async function giveUp(making: DatabaseInMaking, step: SqlStep, result: CommandResult): Promise<never> {
  const { world, place, administrator, application } = making;
  await dropDatabase(administrator, application.database);
  const failed = parseSqlFailure(saidInFull(result.log));
  throw failure(
    "SEA-3104",
    { database: place.name, file: step.file, message: failed.message },
    { ...positionOf(failed, join(world.projectFolder, step.file), step.file), log: result.tail },
  );
}

async function beginAnew({ administrator, application, steps }: DatabaseInMaking, token: string): Promise<Filling> {
  const filling: Filling = { token, done: [], complete: steps.length === 0 };
  await dropDatabase(administrator, application.database);
  await writeFilling(administrator, application.database, filling);
  await query(administrator, `create database ${quoteName(application.database)} owner ${quoteName(application.user)};`);
  return filling;
}

const dropDatabase = (administrator: PostgresLogin, database: string): Promise<unknown> =>
  query(administrator, `set client_min_messages = error; drop database if exists ${quoteName(database)} with (force);`);

async function ensureRole(administrator: PostgresLogin, { user, password }: PostgresLogin): Promise<void> {
  const role = quoteName(user);
  const rights = `login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '${scramVerifier(password)}'`;
  await query(
    administrator,
    `select not exists (select from pg_roles where rolname = '${user.replaceAll("'", "''")}') as missing \\gset
     \\if :missing
       create role ${role} ${rights};
     \\else
       alter role ${role} ${rights};
     \\endif`,
  );
}

/** `schema`, and after a lost one `schema-2`: an id is never used for two commands. */
function unusedFolder(folder: string): string {
  let number = 1;
  while (existsSync(ofAttempt(folder, number))) number += 1;
  return ofAttempt(folder, number);
}
