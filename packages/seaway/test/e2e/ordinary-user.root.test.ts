import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { processesNaming } from "./process-table.ts";
import { until } from "./until.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/*
 * The same for somebody who is not root, as on a laptop: nobody's rights, a folder, a cache and a runtime of his own. The other tests run as
 * whoever runs them, which is root in most places. The tests stand in the order in which one project moves.
 */
const SEAWAY = fileURLToPath(new URL("../../../../bin/seaway", import.meta.url));
const USER = "nobody";
let project: UsersProject;
let url: string;

beforeAll(() => {
  project = usersProject({ tests: true, uv: false });
  for (const name of ["home", "cache", "run"]) mkdirSync(join(project.root, name), { mode: 0o700 });
  execFileSync("chown", ["-R", `${USER}:`, project.root]);
  url = asUser("up", "--yes", "-q").stdout.trim();
});
afterAll(async () => {
  asUser("destroy", "--confirm", "local", "--allow-destroy", "database.users");
  await until("nothing of it runs any more", () => processesNaming(project.root).length === 0);
  execFileSync("rm", ["-rf", project.root]);
});

function asUser(...args: readonly string[]): Ran {
  const env = {
    ...project.env,
    HOME: join(project.root, "home"),
    XDG_CACHE_HOME: join(project.root, "cache"),
    XDG_RUNTIME_DIR: join(project.root, "run"),
    PATH: "/usr/local/bin:/usr/bin:/bin",
  };
  const { status, stdout, stderr } = spawnSync("/usr/sbin/runuser", ["-u", USER, "--", SEAWAY, ...args], {
    cwd: project.folder,
    env,
    encoding: "utf8",
  });
  return { code: status ?? -1, stdout, stderr };
}

const write = (file: string, text: string): void => {
  writeFileSync(join(project.folder, file), text);
  execFileSync("chown", [`${USER}:`, join(project.folder, file)]);
};

test("both suites pass in their stands, and the page is served", async () => {
  expect(await (await fetch(url)).text()).toContain("Ada Lovelace");
  expect(asUser("status").stdout).toMatch(/backend +● 1\/1/);
});

test("a suite reaches neither the database that serves nor a network", () => {
  const uri = asUser("exec", "backend", "--", "printenv", "DATABASE_URI").stdout.trim();
  expect(uri).toMatch(/^postgresql:/);
  write(
    "backend/tests/test_reaches.py",
    `import psycopg\nimport urllib.request\n\n\ndef test_database():\n    psycopg.connect(${JSON.stringify(uri)}, connect_timeout=3)\n\n\n` +
      `def test_network():\n    urllib.request.urlopen(${JSON.stringify(url)}, timeout=3)\n`,
  );
  const { code, stderr } = asUser("test", "backend/tests/test_reaches.py");
  expect(code).toBe(23);
  expect(stderr).toContain("2 of 2 tests of backend failed");
  expect(stderr).toMatch(/test_database\n.*(?:No such file or directory|Permission denied)/);
  write("backend/tests/test_reaches.py", "");
});

test("a migration is applied, a rollback goes back, and a statement is answered", () => {
  const config = readFileSync(join(project.folder, "seaway.config.ts"), "utf8");
  write("database/city.sql", "alter table users add column city text;\n");
  write(
    "seaway.config.ts",
    config.replace('seed: "database/seed.sql"', 'seed: "database/seed.sql", migrate: { files: ["database/city.sql"] }'),
  );
  expect(asUser("up", "--yes", "-q")).toMatchObject({ code: 0 });
  expect(asUser("exec", "users", "--", "-A", "-t", "-c", "select count(city) from users").stdout).toBe("0\n");
  expect(asUser("rollback").stderr).toContain("local now serves r1 (was r2)");
});
