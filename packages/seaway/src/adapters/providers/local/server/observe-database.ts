import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { LocalWorld } from "../local-world.ts";
import { dataVersion } from "./data-folder.ts";
import { ADMINISTRATOR } from "./database-place.ts";
import type { DatabasePlace } from "./database-place.ts";
import { findPrograms } from "./postgres-programs.ts";
import { PsqlError, query } from "./psql.ts";

/** How a database stands: looked at, never started. */
export type DatabaseFacts = {
  /** `silent`: its process is there and lets nobody in. */
  readonly server: "running" | "stopped" | "silent";
  /** Whether the TCP pipe to its socket runs; absent where there is none. */
  readonly pipe?: boolean;
};

export interface ObservedDatabase {
  readonly facts: DatabaseFacts;
  readonly holds?: string;
}

const LOOK = `
select pg_database_size(current_database()),
       (select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where relkind in ('r', 'p') and nspname !~ '^pg_' and nspname not in ('information_schema', 'seaway'));`;

/**
 * One process (psql, 10 ms) at most.
 * @returns undefined when its files or the database are gone.
 */
export async function observeDatabase(
  world: LocalWorld,
  place: DatabasePlace,
  recorded: { readonly version: string; readonly databaseName: string; readonly tcp?: boolean },
): Promise<ObservedDatabase | undefined> {
  if (dataVersion(place.dataFolder) === undefined) return undefined;
  const { project } = world.place(place.environment);
  const where = { project, environment: place.environment };
  const [server, pipe, password] = await Promise.all([
    world.residents.observe(where, place.resident),
    recorded.tcp === true ? world.residents.observe(where, place.pipe) : undefined,
    world.secrets.read(place.environment, place.administratorSecret),
  ]);
  const pipes = recorded.tcp === true ? { pipe: pipe?.running ?? false } : {};
  const programs = findPrograms(world.cacheFolder, recorded.version);
  if (server?.running !== true || programs === undefined) {
    return { facts: { server: "stopped", ...pipes }, holds: `${megabytes(sizeOf(join(place.dataFolder, "base")))} on the disk` };
  }
  if (password === undefined) return { facts: { server: "silent", ...pipes } };
  const login = {
    programs,
    socketFolder: place.socketFolder,
    user: ADMINISTRATOR,
    password: password.value,
    database: recorded.databaseName,
  };
  try {
    const [size = "0", tables = "0"] = (await query(login, LOOK, 2_000))[0] ?? [];
    return {
      facts: { server: "running", ...pipes },
      holds: `${megabytes(Number(size))}, ${tables} ${tables === "1" ? "table" : "tables"}`,
    };
  } catch (cause) {
    if (!(cause instanceof PsqlError)) throw cause;
    return cause.message.includes(`database "${recorded.databaseName}" does not exist`)
      ? undefined
      : { facts: { server: "silent", ...pipes } };
  }
}

const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / (1 << 20)))} MB`;

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}
