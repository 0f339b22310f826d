import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { killAlong, startKilledEngine } from "./kill-along.ts";
import { psql } from "./psql.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/*
 * SQL files bring a database forward, each once. Every file below leaves a row behind when it runs, so that a second time would be seen.
 * The tests stand in the order in which one project moves.
 */
let project: UsersProject;
let url: string;

beforeAll(async () => {
  project = usersProject();
  project.edit("seaway.config.ts", 'seed: "database/seed.sql"', 'seed: "database/seed.sql", migrate: { files: "database/migrations" }');
  mkdirSync(join(project.folder, "database/migrations"));
  write("2_city.sql", "alter table users add column city text;");
  write("1_log.sql", "create table log (file text, at timestamptz default now()); insert into log values ('1_log.sql');", "no row");
  url = (await up()).stdout.trim();
});
afterAll(() => project.remove());

const up = (...more: readonly string[]): Promise<Ran> => project.seaway(["up", "-y", "-q", ...more]);
const plan = async (): Promise<string> => (await project.seaway(["plan"])).stdout;
const ran = (): readonly string[] => psql(project, "select file from log order by at, file");
const columns = (): readonly string[] =>
  psql(project, "select column_name from information_schema.columns where table_name = 'users' order by 1");

function write(name: string, sql: string, row: "a row" | "no row" = "a row"): void {
  const leaves = row === "a row" ? `\ninsert into log values ('${name}');\n` : "\n";
  writeFileSync(join(project.folder, "database/migrations", name), `${sql}${leaves}`);
}

test("the first run applies every file in the order of its number, and the page is served on what they made", async () => {
  expect(ran()).toEqual(["1_log.sql", "2_city.sql"]);
  expect(await (await fetch(url)).text()).toContain("Ada Lovelace");
  expect(await plan()).toContain("Nothing to do: local is as the config says, and serves r1.");
});

test("a new file alone is a plan and a release of its own; no instance is started for it, and no file runs again", async () => {
  const before = psql(project, "select 1");
  write("10_index.sql", "-- seaway: no transaction\ncreate index concurrently users_city on users (city);");
  expect(await plan()).toMatch(
    /migrate +users: database\/migrations\/10_index\.sql was not applied yet\n +rollout +every service goes on as it is\n/,
  );
  expect(await up()).toMatchObject({ code: 0 });
  expect(ran()).toEqual(["1_log.sql", "2_city.sql", "10_index.sql"]);
  const { stdout } = await project.seaway(["history", "d-2"]);
  expect(stdout).toMatch(/migrated +users: database\/migrations\/10_index\.sql\n/);
  expect(stdout).toMatch(/by frontend-1-1\n/);
  expect(before).toEqual(["1"]);
});

test("a redeploy and a rollback apply nothing; what was applied stays, and the rollback says so before", async () => {
  const { code, stderr } = await project.seaway(["rollback"]);
  expect(code).toBe(0);
  expect(stderr).toContain("local now serves r1 (was r2)");
  expect(stderr).toMatch(/database +database\/migrations\/10_index\.sql stays applied; its data stays as it is\n/);
  await project.seaway(["unpin"]);
  expect(await project.seaway(["deploy", "r2", "-y", "-q"])).toMatchObject({ code: 0 });
  expect(ran()).toEqual(["1_log.sql", "2_city.sql", "10_index.sql"]);
});

test("a file that was applied and has changed since is refused by its name, before anything is done", async () => {
  const file = join(project.folder, "database/migrations/2_city.sql");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, `${text}-- and more\n`);
  const { code, stderr } = await up();
  expect(code).toBe(2);
  expect(stderr).toContain("error[SEA-3117]: database/migrations/2_city.sql was applied to users and has changed since");
  writeFileSync(file, text);
});

test("a file written for both directions is refused, and one with the way back alone is left out", async () => {
  write("11_both.sql", "-- migrate:up\ncreate table t (id int);\n-- migrate:down\ndrop table users;", "no row");
  expect(await up()).toMatchObject({ code: 2, stderr: expect.stringContaining("it holds the way back as well") as string });
  write("11_both.sql", "create table t (id int);");
  write("11_both.down.sql", "drop table users;", "no row");
  expect(await up()).toMatchObject({ code: 0 });
  expect(ran().at(-1)).toBe("11_both.sql");
});

test("files of one release are applied together or not at all: a failed one is contained, shown at its line, and tried again", async () => {
  write("12_good.sql", "alter table users add column country text;");
  write("13_bad.sql", "create table half (id int);\n\nalter table users\n  add column age int not null;");
  const { code, stderr } = await up();
  expect(code).toBe(25);
  expect(stderr).toContain('error[SEA-5314]: a migration of users failed: column "age" of relation "users" contains null values');
  expect(stderr).toContain("--> database/migrations/13_bad.sql:3:");
  expect(stderr).toContain("nothing of it was applied");
  expect(stderr).not.toContain(project.root);
  expect(stderr).toMatch(/local still serves r\d+: 2\/2 processes healthy/);
  expect(columns()).not.toContain("country");
  expect(psql(project, "select to_regclass('half')")).toEqual([""]);
  expect((await project.seaway(["history", `d-${await lastDeployment()}`])).stdout).toMatch(
    /verdict +contained\n[^]*restored +backend verified/,
  );
  write("13_bad.sql", "alter table users add column age int;");
  expect(await up()).toMatchObject({ code: 0 });
  expect(ran().slice(-2)).toEqual(["12_good.sql", "13_bad.sql"]);
});

const lastDeployment = async (): Promise<number> => {
  const { runs } = JSON.parse((await project.seaway(["history", "--json"])).stdout) as {
    readonly runs: readonly { readonly deployment?: number }[];
  };
  return Math.max(...runs.map(({ deployment = 0 }) => deployment));
};

test("where a file commits by itself, the ending says that the schema may be half changed", async () => {
  write("14_commits.sql", "create table kept (id int);\ncommit;\nselect no_such_column;", "no row");
  const { code, stderr } = await up();
  expect(code).toBe(25);
  expect(stderr.replaceAll(/\s+/g, " ")).toContain("The schema of users may be half changed.");
  expect(psql(project, "select to_regclass('kept')")).toEqual(["kept"]);
  write("14_commits.sql", "drop table kept;");
  expect(await up()).toMatchObject({ code: 0 });
});

test("a release that can't live with the new tables names the migration as the reason", async () => {
  write("15_rename.sql", "alter table users rename column city to town;");
  writeFileSync(
    join(project.folder, "backend/app.py"),
    'import os\n\nimport psycopg\n\nfrom routes import create_app\n\nuri = os.environ["DATABASE_URI"]\n' +
      'psycopg.connect(uri).execute("select city from users")\napp = create_app(uri)\n',
  );
  const { code, stderr } = await up();
  expect(code).toBe(25);
  expect(stderr.replaceAll(/\s+/g, " ")).toContain(
    "why database/migrations/15_rename.sql was applied to users since the last good deployment, and it changes city",
  );
  project.edit("backend/app.py", "select city", "select town");
  expect(await up()).toMatchObject({ code: 0 });
  expect(ran().filter((file) => file === "15_rename.sql")).toHaveLength(1);
});

test("what is declared incompatible is backed up first, and nothing is restored after it", async () => {
  project.edit(
    "seaway.config.ts",
    'migrate: { files: "database/migrations" }',
    'migrate: { files: "database/migrations" }, compatible: false',
  );
  expect(await up()).toMatchObject({ code: 0 });
  psql(project, "insert into users (name, email) values ('Before', 'before@example.org')");
  write("16_drop.sql", "alter table users drop column town;");
  project.edit("backend/app.py", "app = create_app(uri)", "app = create_app(uri)  # anew");
  expect(await plan()).toContain(
    "warning: the migrations of users don't suit what serves: users is backed up first, and nothing is restored after them",
  );
  const { code, stderr } = await up();
  expect(code).toBe(26);
  const said = stderr.replaceAll(/\s+/g, " ");
  expect(said).toMatch(/error\[SEA-5322\]: r\d+ failed, and its migrations of users don't suit r\d+, so nothing was restored/);
  expect(said).toContain("error[SEA-5301]: backend of r");
  expect(said).toContain("local is degraded");
  const backup = /(\S+before-migration-users\.dump)/.exec(stderr)?.[1] ?? "";
  psql(project, "delete from users");
  expect(await project.seaway(["restore", backup, "--allow-destroy", "database.users"])).toMatchObject({ code: 0 });
  expect(psql(project, "select count(*) from users where name = 'Before'")).toEqual(["1"]);
  expect(columns()).toContain("town");
  // The backup knows what was applied when it was made: what came later is pending again.
  expect(await plan()).toContain("16_drop.sql was not applied yet");
  project.edit("backend/app.py", 'psycopg.connect(uri).execute("select town from users")\n', "");
  expect(await up()).toMatchObject({ code: 0 });
  expect(columns()).not.toContain("town");
  const { stderr: preflight, code: failed } = await project.seaway(["rollback", "--no-input"]);
  expect(preflight).toContain("can't read what it made (compatible: false)");
  // It really can't: that release asks for the column as it starts.
  expect(failed).toBe(25);
});

test("where only a part of what is incompatible was applied, nothing is called contained either", async () => {
  write("17_index.sql", "-- seaway: no transaction\ncreate index concurrently users_name on users (name);");
  write("18_bad.sql", "select no_such_column;", "no row");
  const { code, stderr } = await up();
  expect(code).toBe(26);
  const said = stderr.replaceAll(/\s+/g, " ");
  expect(said).toContain("error[SEA-5322]");
  expect(said).toContain("database/migrations/17_index.sql was applied before it and stays");
  expect(said).toContain("The schema of users may be half changed.");
  write("18_bad.sql", "select 1;");
  expect(await up()).toMatchObject({ code: 0 });
});

test("an engine that is killed at every write of a run applies each file exactly once", async () => {
  const next = (number: number): void => write(`${number}_killed.sql`, "select pg_sleep(0.2);");
  next(20);
  const unbroken = await startKilledEngine(project, {});
  expect(unbroken.said).toBe("exit 0");
  let left = [...new Set(unbroken.boundaries)].filter((name) => !name.includes("step.progressed"));
  for (let runs = 1; left.length > 0; runs += 1) {
    expect(runs, `no engine came to ${left.join(", ")}`).toBeLessThan(7);
    next(20 + runs);
    const { met, over } = await killAlong(project, left);
    if (!over) expect(await project.seaway(["up", "--resume", "-q"])).toMatchObject({ code: 0 });
    expect(
      ran().filter((file) => file === `${20 + runs}_killed.sql`),
      `killed at ${met.join(", ")}`,
    ).toHaveLength(1);
    expect(await plan()).toContain("Nothing to do");
    left = left.filter((boundary) => !met.includes(boundary));
  }
});

test("a migration that fails on the first deployment leaves nothing that serves, and the next run goes on from there", async () => {
  const other = usersProject();
  try {
    other.edit("seaway.config.ts", 'seed: "database/seed.sql"', 'seed: "database/seed.sql", migrate: { files: ["database/first.sql"] }');
    writeFileSync(join(other.folder, "database/first.sql"), "alter table users add column age int not null;");
    const failed = await other.seaway(["up", "-y", "-q"]);
    expect(failed.code).toBe(27);
    expect(failed.stderr).toContain("Nothing served local before, and nothing serves it now.");
    writeFileSync(join(other.folder, "database/first.sql"), "alter table users add column age int;");
    expect(await other.seaway(["up", "-y", "-q"])).toMatchObject({ code: 0 });
  } finally {
    await other.remove();
  }
});
