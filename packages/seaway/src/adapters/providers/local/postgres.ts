import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseDefinition } from "../../../model/definition.ts";
import { failure, SeawayError } from "../../../model/errors/failure.ts";
import type { MigrationPart } from "../../../model/migration.ts";
import type { Acts, Difference, Observed, ResourceKind, ShellCommand } from "../../../engine/ports/provider.ts";
import type { LocalWorld } from "./local-world.ts";
import { removeData } from "./remove-data.ts";
import { migrateDatabase, readApplied } from "./server/migrate-database.ts";
import { migrationFiles } from "./server/migration-files.ts";
import { loginEnvironment, PsqlError, type PostgresLogin } from "./server/psql.ts";
import { restoreDatabase } from "./server/restore-database.ts";
import { makeDataFolder } from "./server/data-folder.ts";
import { ensurePassword, readPassword } from "./server/database-password.ts";
import type { DatabasePlace } from "./server/database-place.ts";
import { databasePlace } from "./server/database-place.ts";
import type { PostgresOutputs } from "./server/database-reference.ts";
import { resolveDatabaseReference } from "./server/database-reference.ts";
import { startServer } from "./server/database-server.ts";
import { ensurePipe } from "./server/ensure-pipe.ts";
import type { DatabaseInMaking, SqlStep } from "./server/fill-database.ts";
import { fillUpTo, makeDatabase } from "./server/fill-database.ts";
import type { DatabaseFacts } from "./server/observe-database.ts";
import { observeDatabase } from "./server/observe-database.ts";
import { dumpDatabase } from "./server/dump-database.ts";
import { findPrograms, installPrograms } from "./server/postgres-programs.ts";

export type PostgresProps = Pick<DatabaseDefinition, "name" | "engine" | "version" | "databaseName" | "schema" | "seed" | "migrate"> & {
  /** Whether something refers to its host or port: then a TCP pipe leads to its socket. */
  readonly tcp?: boolean;
};

/**
 * A PostgreSQL server of its own with one database. Schema and seed run once, when it is created, so a later change of them is no
 * difference. Each act below may meet what a killed one left, or a server whose database was dropped by hand.
 */
export const postgres = (world: LocalWorld): ResourceKind<PostgresProps, PostgresOutputs> => ({
  stage: "provision",
  holdsData: true,

  async read(identity, { props }): Promise<Observed | undefined> {
    return observeDatabase(world, databasePlace(world, identity), props);
  },

  diff(desired, recorded, observed): readonly Difference[] {
    const { server, pipe } = observed.facts as DatabaseFacts;
    return [
      ...keeps("name", desired.databaseName, recorded.databaseName, "PostgreSQL would have to make another database"),
      ...keeps("version", desired.version, recorded.version, "data of one major version can't be read by another"),
      ...changes(server === "stopped", "its server is not running", true),
      ...changes(server === "silent", "its server lets nobody in", true),
      ...changes(desired.tcp === true && recorded.tcp !== true, "something refers to its host and port now"),
      ...changes(desired.tcp !== true && recorded.tcp === true, "nothing refers to its host and port any more"),
      ...changes(desired.tcp === true && pipe === false, "the pipe to its port is not running", true),
    ];
  },

  async create(identity, desired, acts): Promise<PostgresOutputs> {
    const place = databasePlace(world, identity);
    const { databaseName } = desired;
    if (RESERVED.test(databaseName)) throw failure("SEA-3107", { database: place.name, name: databaseName });
    await install(world, desired, acts);
    await acts.act("initdb", async (token) => {
      await makeDataFolder(world, place, await programsOf(world, desired, acts, token), acts, token);
      return null;
    });
    await start(world, place, desired, acts);
    await acts.act("database", async (token) => {
      await makeDatabase(await inMaking(world, place, desired, acts, token), token);
      return null;
    });
    for (const { name } of stepsOf(desired)) {
      await acts.act(name, async (token) => {
        await fillUpTo(await inMaking(world, place, desired, acts, token), name, acts, token);
        return null;
      });
    }
    return outputs(world, place, desired, acts);
  },

  async update(identity, desired, { props: recorded }, acts): Promise<PostgresOutputs> {
    const place = databasePlace(world, identity);
    await install(world, desired, acts);
    await start(world, place, desired, acts);
    if (recorded.tcp === true && desired.tcp !== true) await stop(world, place.pipe, "stop pipe", place, acts);
    return outputs(world, place, desired, acts);
  },

  resolve: ({ environment }, outputs, property) => resolveDatabaseReference(world.secrets, environment, outputs, property),

  migrationFiles: (desired) => migrationFiles(world.projectFolder, desired),

  async applied(identity, { props }): Promise<readonly MigrationPart[] | undefined> {
    try {
      return await readApplied(await applicationLogin(world, databasePlace(world, identity), props));
    } catch (thrown) {
      // Down, or without its programs or its password: what that means for it is said by `read`.
      if (thrown instanceof PsqlError || thrown instanceof SeawayError) return undefined;
      throw thrown;
    }
  },

  async migrate(identity, { props }, work, acts): Promise<readonly string[]> {
    const place = databasePlace(world, identity);
    return migrateDatabase({ world, place, login: await applicationLogin(world, place, props), work }, acts);
  },

  async backup(identity, { props }, file): Promise<void> {
    // A folder of ours may have to be made first; one of the user's own is not.
    if (file.startsWith(`${world.stateFolder}/`)) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    await dumpDatabase(await applicationLogin(world, databasePlace(world, identity), props), file);
  },

  async restore(identity, { props }, file, acts): Promise<void> {
    const place = databasePlace(world, identity);
    await restoreDatabase(world, place, await applicationLogin(world, place, props), file, acts);
  },

  async shell(identity, { props }): Promise<ShellCommand> {
    const login = await applicationLogin(world, databasePlace(world, identity), props);
    return { program: join(login.programs.bin, "psql"), env: loginEnvironment(login) };
  },

  async delete(identity, _recorded, acts): Promise<void> {
    const place = databasePlace(world, identity);
    await stop(world, place.pipe, "stop pipe", place, acts);
    await stop(world, place.resident, "stop", place, acts);
    await acts.act("remove", async (token) => {
      removeData(join(world.stateFolder, "data"), place.dataFolder, token);
      rmSync(place.socketFolder, { recursive: true, force: true });
      if (isEmpty(dirname(place.socketFolder))) rmdirSync(dirname(place.socketFolder));
      await world.secrets.remove(place.environment, place.passwordSecret);
      await world.secrets.remove(place.environment, place.administratorSecret);
      return null;
    });
  },
});

/** As its application connects. @throws SEA-3101 when PostgreSQL's programs are gone, SEA-3109 when its password is */
async function applicationLogin(world: LocalWorld, place: DatabasePlace, { version, databaseName }: PostgresProps): Promise<PostgresLogin> {
  const programs = findPrograms(world.cacheFolder, version);
  if (programs === undefined) throw failure("SEA-3101", { version, lacks: "its programs were removed; `seaway up` fetches them again" });
  const { value: password } = await readPassword(world.secrets, place.environment, place.passwordSecret);
  return { programs, socketFolder: place.socketFolder, user: databaseName, password, database: databaseName };
}

const RESERVED = /^(postgres|template0|template1|seaway_admin|pg_.*)$/;

const keeps = (property: string, desired: string, recorded: string, note: string): readonly Difference[] =>
  desired === recorded
    ? []
    : [
        {
          by: "recreate",
          reason: { text: `${property} changed from "${recorded}" to "${desired}": ${note}` },
          instead: `keep ${property}: "${recorded}"`,
        },
      ];

const changes = (differs: boolean, text: string, drift?: true): readonly Difference[] =>
  differs ? [{ by: "update", reason: drift ? { text, drift } : { text } }] : [];

const isEmpty = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length === 0;

const stepsOf = ({ schema, seed }: PostgresProps): readonly SqlStep[] => [
  ...(schema === undefined ? [] : [{ name: "schema" as const, file: schema }]),
  ...(seed === undefined ? [] : [{ name: "seed" as const, file: seed }]),
];

const install = (world: LocalWorld, { version }: PostgresProps, acts: Acts): Promise<string> =>
  acts.act("install", async (token) => (await installPrograms(world, version, acts, token)).bin);

/** Found in a moment; fetched again when somebody emptied the cache since the act that installed them. */
const programsOf = (world: LocalWorld, { version }: PostgresProps, acts: Acts, token: string) =>
  installPrograms(world, version, acts, token);

const start = (world: LocalWorld, place: DatabasePlace, desired: PostgresProps, acts: Acts): Promise<null> =>
  acts.act("start", async (token) => {
    await startServer(world, place, await programsOf(world, desired, acts, token), acts);
    return null;
  });

const stop = (world: LocalWorld, resident: string, name: string, place: DatabasePlace, acts: Acts): Promise<null> =>
  acts.act(name, async () => {
    await world.residents.stop(world.place(place.environment), resident);
    return null;
  });

async function inMaking(
  world: LocalWorld,
  place: DatabasePlace,
  desired: PostgresProps,
  acts: Acts,
  token: string,
): Promise<DatabaseInMaking> {
  const programs = await programsOf(world, desired, acts, token);
  const administrator = await startServer(world, place, programs, acts); // a server that died since its act comes up again
  const { value: password } = await ensurePassword(world, place.environment, place.passwordSecret);
  const application = { ...administrator, user: desired.databaseName, database: desired.databaseName, password };
  return { world, place, administrator, application, steps: stepsOf(desired) };
}

async function outputs(world: LocalWorld, place: DatabasePlace, desired: PostgresProps, acts: Acts): Promise<PostgresOutputs> {
  const address = desired.tcp === true ? await acts.act("pipe", () => ensurePipe(world, place)) : {};
  const { name, version } = await ensurePassword(world, place.environment, place.passwordSecret);
  const { databaseName } = desired;
  return { user: databaseName, name: databaseName, socketFolder: place.socketFolder, ...address, passwordSecret: { name, version } };
}
