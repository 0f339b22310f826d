import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { psql } from "./psql.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/* Real Alembic as the command that brings a database forward, in the backend's bundle; the tests stand in the order of one project. */
let project: UsersProject;
let url: string;

beforeAll(async () => {
  project = usersProject({ tests: true });
  project.edit(
    "seaway.config.ts",
    'schema: "database/schema.sql", seed: "database/seed.sql"',
    'migrate: { service: "backend", command: "alembic upgrade head", files: "backend/migrations" }',
  );
  // Its own suite makes the tables from the schema that is not used here; the frontend's needs a live backend on Alembic's tables.
  project.edit("seaway.config.ts", 'port: 5001, health: "/health",', 'port: 5001, health: "/health", test: false,');
  project.edit("backend/requirements.txt", "# What these need", "alembic==1.20.1\nsqlalchemy==2.1.9\n\n# What these need");
  mkdirSync(join(project.folder, "backend/migrations/versions"), { recursive: true });
  writeFileSync(join(project.folder, "backend/alembic.ini"), "[alembic]\nscript_location = %(here)s/migrations\n");
  writeFileSync(join(project.folder, "backend/migrations/script.py.mako"), "");
  writeFileSync(
    join(project.folder, "backend/migrations/env.py"),
    `import os

from alembic import context
from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URI"].replace("postgresql://", "postgresql+psycopg://", 1))
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`,
  );
  revision("0001", undefined, USERS);
  url = (await up()).stdout.trim();
});
afterAll(() => project.remove());

const up = (...more: readonly string[]): Promise<Ran> => project.seaway(["up", "-y", "-q", ...more]);

/** The tables of the application, as the example's schema makes them, and its first user. */
const USERS = `
create table users (
  id bigint generated always as identity primary key, name text not null, email text not null,
  created_at timestamptz not null default now());
create unique index users_email_key on users (lower(email));
insert into users (name, email) values ('Ada Lovelace', 'ada@example.org'), ('Grace Hopper', 'grace@example.org'),
  ('Edsger Dijkstra', 'edsger@example.org'), ('Katherine Johnson', 'k@example.org'), ('Barbara Liskov', 'barbara@example.org');
create table log (revision text);`;

function revision(id: string, after: string | undefined, sql: string): void {
  const statements = `${sql}\ninsert into log values ('${id}');`;
  writeFileSync(
    join(project.folder, `backend/migrations/versions/${id}.py`),
    `from alembic import op\n\nrevision = "${id}"\ndown_revision = ${after === undefined ? "None" : `"${after}"`}\n\n\n` +
      `def upgrade():\n    op.execute("""${statements}""")\n\n\ndef downgrade():\n    pass\n`,
  );
}

test("the tables are Alembic's: in the copy for the tests, and where it serves", async () => {
  expect(url).toMatch(/^http:/);
  expect(await (await fetch(url)).text()).toContain("Ada Lovelace");
  expect(psql(project, "select version_num from alembic_version")).toEqual(["0001"]);
  expect(psql(project, "select name, release from seaway.migrations")).toEqual(["alembic upgrade head|r1"]);
});

test("a change of the service alone runs no migration; a new revision does, once", async () => {
  writeFileSync(join(project.folder, "backend/notes.py"), "# nothing of the migrations\n");
  expect(await up()).toMatchObject({ code: 0 });
  expect((await project.seaway(["history", "d-2"])).stdout).not.toContain("migrated");
  revision("0002", "0001", "alter table users add column city text;");
  expect((await project.seaway(["plan"])).stdout).toContain("users: what alembic upgrade head reads has changed");
  expect(await up()).toMatchObject({ code: 0 });
  expect((await project.seaway(["history", "d-3"])).stdout).toMatch(/migrated +users: alembic upgrade head\n/);
  expect(psql(project, "select revision from log order by 1")).toEqual(["0001", "0002"]);
});

test("a revision that fails is contained, in the words of the database, and what serves was seen serving", async () => {
  psql(project, "insert into users (name, email, city) values ('No city', 'none@example.org', null)");
  revision("0003", "0002", "alter table users add constraint has_city check (name <> 'No city');");
  const { code, stderr } = await up();
  expect(code).toBe(25);
  const said = stderr.replaceAll(/\s+/g, " ");
  expect(said).toMatch(
    /error\[SEA-5314\]: a migration of users failed: sqlalchemy\.exc\.IntegrityError: .*check constraint "has_city" of relation "users" is violated by some row/,
  );
  expect(said).toContain("The schema of users may be half changed.");
  expect(said).toContain("local still serves r3");
  expect(psql(project, "select version_num from alembic_version")).toEqual(["0002"]);
  expect((await fetch(url)).status).toBe(200);
});
