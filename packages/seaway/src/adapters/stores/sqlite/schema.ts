import type { DatabaseSync } from "node:sqlite";

/** "Seaw": tells our file from any other program's. */
export const APPLICATION_ID = 0x53656177;

/**
 * The schema as the steps that lead to it, oldest first; the number of a file's steps is its `user_version`. A step that was released is
 * never edited: a change is a new one at the end. `sum` is the check sum of the row (`row.ts`).
 */
export const steps: readonly string[] = [
  `create table counters (name text primary key, last integer not null) strict, without rowid;
   create table locks (environment text primary key, fence integer not null, holder text, expires_at_ms integer not null) strict, without rowid;
   create table meta (name text primary key, value text not null) strict, without rowid;
   create table events (run integer, seq integer, body text not null, sum integer not null, primary key (run, seq)) strict, without rowid;
   create table runs (number integer primary key, environment text not null, body text not null, sum integer not null) strict;
   create index runs_of_environment on runs (environment, number);
   create table plans (id text primary key, body text not null, sum integer not null) strict;
   create table nodes (environment text, node text, body text not null, sum integer not null, primary key (environment, node)) strict, without rowid;
   create table cache (position integer primary key, key text not null unique, project text not null, node text not null, body text not null, sum integer not null) strict;
   create index cache_of_node on cache (project, node, position);
   create table releases (number integer primary key, body text not null, sum integer not null) strict;
   create table deployments (number integer primary key, environment text not null, body text not null, sum integer not null) strict;
   create index deployments_of_environment on deployments (environment, number);
   create table secrets (environment text, name text, version integer, body text not null, sum integer not null, primary key (environment, name, version)) strict, without rowid;`,
  `create table pins (environment text primary key, body text not null, sum integer not null) strict, without rowid;
   create table suites (position integer primary key, run integer not null, node text not null, attempt integer not null, environment text not null, body text not null, sum integer not null, unique (run, node, attempt)) strict;
   create index suites_of_node on suites (node, position);
   create table results (suite integer, place integer, id text not null, body text not null, sum integer not null, primary key (suite, place)) strict, without rowid;
   create index results_of_test on results (id, suite);`,
];

export const versionOf = (database: DatabaseSync): number => numberOf(database, "user_version");

export const applicationOf = (database: DatabaseSync): number => numberOf(database, "application_id");

/** Brings a file forward, in one transaction: of two processes that find an old one, the second has nothing left to do. */
export function migrate(database: DatabaseSync, wanted: readonly string[] = steps): void {
  database.exec("begin immediate");
  try {
    for (const step of wanted.slice(versionOf(database))) database.exec(step);
    database.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${wanted.length}; commit`);
  } catch (cause) {
    if (database.isTransaction) database.exec("rollback");
    throw cause;
  }
}

const numberOf = (database: DatabaseSync, pragma: string): number => Number(database.prepare(`pragma ${pragma}`).get()?.[pragma]);
