import type { PostgresLogin } from "./psql.ts";
import { query, quoteText } from "./psql.ts";

/**
 * How far the filling of one database has come, kept in the server beside it, so that it is as durable as the data and is not lost with
 * the store. A database that is not `complete` was never handed to anybody and may be begun anew.
 */
export interface Filling {
  /** Token of the act that made the database. */
  readonly token: string;
  /** SQL steps that are through. */
  readonly done: readonly string[];
  /** The step that was begun, and the folder (the id) of its command: whoever finds this attaches there. */
  readonly doing?: { readonly step: string; readonly folder: string };
  readonly complete: boolean;
}

const TABLE = `
create schema if not exists seaway;
create table if not exists seaway.filling (database text primary key, state jsonb not null);
`;

/** @returns whether the database is there, and its filling; a database without one was not made by us. */
export async function readFilling(
  administrator: PostgresLogin,
  database: string,
): Promise<{ readonly exists: boolean; readonly filling: Filling | undefined }> {
  const named = quoteText(database);
  const rows = await query(
    administrator,
    `set client_min_messages = error;${TABLE}
     select exists (select from pg_database where datname = ${named}), (select state from seaway.filling where database = ${named});`,
  );
  const [exists, state] = rows[0] ?? [];
  return { exists: exists === "t", filling: state ? (JSON.parse(state) as Filling) : undefined };
}

export async function writeFilling(administrator: PostgresLogin, database: string, filling: Filling): Promise<void> {
  const [named, state] = [quoteText(database), quoteText(JSON.stringify(filling))];
  await query(
    administrator,
    `insert into seaway.filling values (${named}, ${state}) on conflict (database) do update set state = excluded.state;`,
  );
}
