import { copyFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseUri, psql } from "./psql.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/* What a database holds goes into a file and comes back, here or elsewhere; the tests stand in the order in which one project moves. */
let project: UsersProject;
let url: string;
let file: string;
let rows: readonly string[];

beforeAll(async () => {
  project = usersProject();
  project.edit("seaway.config.ts", "environments: { local: local() }", "environments: { local: local(), staging: local() }");
  url = (await project.seaway(["up", "-y", "-q"])).stdout.trim();
  psql(project, "insert into users (name, email) values ('Kept', 'kept@example.org')");
  rows = psql(project, "select * from users order by id");
  file = join(project.root, "users.dump");
});
afterAll(async () => {
  await project.seaway(["destroy", "-e", "staging", "--confirm", "staging", "--allow-destroy", "database.users"]);
  await project.remove();
});

const restored = (...more: readonly string[]): Promise<Ran> => project.seaway(["restore", file, ...more]);

test("a backup is one private file, its path is what standard output gets, and nothing is replaced by it", async () => {
  const { code, stdout, stderr } = await project.seaway(["backup", "--out", file]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}\n` });
  expect(stderr).toContain("Nothing was changed.");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await project.seaway(["backup", "--out", file])).toMatchObject({ code: 2, stderr: expect.stringContaining("SEA-3116") as string });
});

test("without its name, what a database holds is not replaced, whatever else is given", async () => {
  psql(project, "drop table users");
  psql(project, "create table other (id int)");
  for (const more of [[], ["--no-input"]]) {
    const { code, stderr } = await restored(...more);
    expect(code).toBe(5);
    expect(stderr).toContain("--allow-destroy database.users");
  }
  expect(psql(project, "select count(*) from other")).toEqual(["0"]);
});

test("a restore brings the very rows back, takes away what was not there, and the page is served again", async () => {
  const { code, stderr } = await restored("--allow-destroy", "database.users");
  expect(code).toBe(0);
  expect(stderr).toMatch(/users of local is as the file has it: \d+ MB, 1 table\. local serves r1: 2\/2 processes healthy\./);
  expect(psql(project, "select * from users order by id")).toEqual(rows);
  expect(psql(project, "select to_regclass('other')")).toEqual([""]);
  psql(project, "insert into users (name, email) values ('Next', 'next@example.org')");
  expect(await (await fetch(url)).text()).toContain("Kept");
});

test("a file that is cut off, or is no backup, leaves everything as it is", async () => {
  const before = psql(project, "select * from users order by id");
  const cut = join(project.root, "cut.dump");
  copyFileSync(file, cut);
  truncateSync(cut, Math.floor(statSync(file).size * 0.7));
  for (const bad of [cut, join(project.folder, "README.md"), join(project.root, "nowhere.dump")]) {
    const { code, stderr } = await project.seaway(["restore", bad, "--allow-destroy", "database.users"]);
    expect([2, 20]).toContain(code);
    expect(stderr).toMatch(/error\[SEA-311[23]\]/);
  }
  expect(psql(project, "select * from users order by id")).toEqual(before);
});

test("the file of one environment is restored into another", async () => {
  expect(await project.seaway(["up", "-y", "-q", "-e", "staging"])).toMatchObject({ code: 0 });
  expect(await restored("-e", "staging", "--allow-destroy", "database.users")).toMatchObject({ code: 0 });
  const { stdout } = await project.seaway(["exec", "users", "-e", "staging", "--", "-A", "-t", "-c", "select * from users order by id"]);
  expect(stdout.trimEnd().split("\n")).toEqual(rows);
});

test("a database's shell ends with its own code, and its password is in no argument", async () => {
  expect(await project.seaway(["exec", "users", "--", "-c", "select no_such_column"])).toMatchObject({ code: 1 });
  const { stdout } = await project.seaway(["exec", "users", "--", "-A", "-t", "-c", "\\! cat /proc/$PPID/cmdline"]);
  const password = /:([^:@]+)@/.exec(databaseUri(project))?.[1] ?? "";
  expect(password).toHaveLength(32);
  expect(stdout).toContain("psql");
  expect(stdout).not.toContain(password);
});

test("a name that is none is refused with the nearest one", async () => {
  expect(await project.seaway(["backup", "user"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("local has no database user; did you mean users?") as string,
  });
});
