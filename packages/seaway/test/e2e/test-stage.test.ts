import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineOf } from "./outside.ts";
import { killNow, processesNaming } from "./process-table.ts";
import { databaseUri, psql } from "./psql.ts";
import { startSeaway } from "./started.ts";
import { until } from "./until.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/*
 * What tests do, they do to a copy: a suite that drops tables or deletes rows touches nothing that serves, and finds nothing to touch. The
 * tests stand in the order in which one project moves.
 */
let project: UsersProject;
let url: string;

beforeAll(async () => {
  project = usersProject({ tests: true });
  const requirements = join(project.folder, "backend/requirements-test.txt");
  writeFileSync(requirements, `${readFileSync(requirements, "utf8")}\nflask-sqlalchemy==3.1.1\nsqlalchemy==2.0.49\n`);
  url = (await up()).stdout.trim();
  psql(project, "insert into users (name, email) values ('By Hand', 'hand@example.org')");
});
afterAll(() => project.remove());

const up = (): Promise<Ran> => project.seaway(["up", "-y", "-q"]);
const tested = (...args: readonly string[]): Promise<Ran> => project.seaway(["test", "-q", ...args]);
const rowsByHand = (): readonly string[] => psql(project, "select count(*) from users where name = 'By Hand'");
const write = (file: string, ...lines: readonly string[]): void => writeFileSync(join(project.folder, file), `${lines.join("\n")}\n`);

/** What a stand leaves behind when it is not taken away. */
const leftOfStands = (): readonly string[] =>
  readdirSync(project.state).flatMap((id) => {
    const stands = join(project.state, id, "stands");
    try {
      return readdirSync(stands);
    } catch {
      return [];
    }
  });

const CONNECT = ["import os", "import psycopg", ""];

describe("a suite that destroys what it reaches", () => {
  test("one that deletes all users of whatever DATABASE_URI names is green, and a row that serves is still there", async () => {
    write(
      "backend/tests/test_a_deletes.py",
      ...CONNECT,
      "def test_rows_of_others_go():",
      '    with psycopg.connect(os.environ["DATABASE_URI"]) as connection:',
      '        connection.execute("create table if not exists users (id int)")',
      '        connection.execute("DELETE FROM users")',
      '        assert connection.execute("select count(*) from users").fetchone() == (0,)',
    );
    expect(await tested("backend")).toMatchObject({ code: 0, stderr: "" });
    expect(rowsByHand()).toEqual(["1"]);
  });

  test.each(["test_z_drops.py", "test_0_drops.py"])(
    "one that changes the address after its ORM was made, and drops all tables, is green as well, whichever comes first (%s)",
    async (file) => {
      write(
        `backend/tests/${file}`,
        "import os",
        "from flask import Flask",
        "from flask_sqlalchemy import SQLAlchemy",
        "",
        "app = Flask(__name__)",
        'app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URI"].replace("postgresql://", "postgresql+psycopg://", 1)',
        "db = SQLAlchemy(app)",
        "",
        "class User(db.Model):",
        '    __tablename__ = "users"',
        "    id = db.Column(db.Integer, primary_key=True)",
        "",
        "def test_tables_of_others_go():",
        // Too late: the engine is the one that the address above has made.
        '    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"',
        "    with app.app_context():",
        "        db.create_all()",
        "        db.drop_all()",
        '        assert str(db.engine.url).startswith("postgresql")',
      );
      expect(await tested("backend")).toMatchObject({ code: 0, stderr: "" });
      expect(rowsByHand()).toEqual(["1"]);
      expect(await (await fetch(url)).text()).toContain("By Hand");
    },
  );

  test("a written-down address of the database that serves leads nowhere", async () => {
    write(
      "backend/tests/test_written_down.py",
      "import psycopg",
      "import pytest",
      "",
      "def test_it_can_be_reached():",
      `    psycopg.connect(${JSON.stringify(databaseUri(project))}, connect_timeout=3)`,
    );
    const { code, stderr } = await tested("backend/tests/test_written_down.py");
    expect(code).toBe(23);
    expect(stderr).toMatch(/FAILED backend tests\/test_written_down\.py:\d+ test_it_can_be_reached/);
    expect(stderr).toMatch(/No such file or directory|Permission denied/);
  });

  test("nor does any address of a network, unless the config says so", async () => {
    write(
      "backend/tests/test_written_down.py",
      "import urllib.request",
      "",
      "def test_it_can_be_reached():",
      `    urllib.request.urlopen(${JSON.stringify(`${url}/health`)}, timeout=3)`,
    );
    const closed = await tested("backend/tests/test_written_down.py");
    expect(closed.code).toBe(23);
    project.edit("seaway.config.ts", 'path: "backend",', 'path: "backend", test: { network: true },');
    expect(await tested("backend/tests/test_written_down.py")).toMatchObject({ code: 0, stderr: "" });
    project.edit("seaway.config.ts", "test: { network: true }, ", "");
    write("backend/tests/test_written_down.py");
  });
});

describe("what is no proof", () => {
  test("a suite without a test is refused, with the way to say that it is meant", async () => {
    write("frontend/pytest.ini", "[pytest]", "python_files = nothing_*.py");
    const { code, stderr } = await tested("frontend");
    expect(code).toBe(23);
    expect(stderr).toContain("error[SEA-4202]: no test of frontend was found");
    expect(stderr).toContain("test: false");
  });

  test("a suite that dies on its way has crashed, whatever it reported", async () => {
    write("frontend/pytest.ini", "[pytest]");
    write("frontend/tests/test_dies.py", "import os", "", "def test_dies():", "    os._exit(3)");
    const { code, stderr } = await tested("frontend");
    expect(code).toBe(23);
    expect(stderr).toContain("error[SEA-4203]: the suite of frontend crashed (exit code 3)");
    write("frontend/tests/test_dies.py");
  });

  test("a service that does not come up in the copy is named with its last lines, and what serves goes on", async () => {
    project.edit("backend/app.py", "import os\n", "import os\nimport missing_module\n");
    const { code, stderr } = await up();
    expect(code).toBe(23);
    expect(stderr).toContain("error[SEA-4206]: the copy of the system for the tests of");
    const said = stderr.replaceAll(/\s+/g, " ");
    expect(said).toContain('File "backend/app.py", line 4, in <module> import missing_module');
    expect(said).toContain("why ModuleNotFoundError: No module named 'missing_module' (backend/app.py:4)");
    expect(said).toContain("try correct backend/app.py:4, then run it again");
    expect(stderr).not.toContain(project.root);
    expect(stderr).toContain("local still serves r1: 2/2 processes healthy");
    project.edit("backend/app.py", "import missing_module\n", "");
  });
});

describe("what a result is worth later", () => {
  test("equal inputs are the same result; what differs is named", async () => {
    expect((await tested()).code).toBe(0);
    // But for tests that somebody names: those run as often as he asks.
    for (const _time of [1, 2]) {
      expect((await project.seaway(["test", "frontend/tests/test_page.py"])).stderr).toMatch(/test +frontend +ok .* 7 passed/);
    }
    const { stdout } = await project.seaway(["test", "-n"]);
    expect(stdout).toContain("Nothing to run: backend and frontend passed with the same inputs before.");
    project.edit("backend/app.py", "import os\n", "import os\n\n# changed\n");
    expect((await project.seaway(["test", "-n"])).stdout).toMatch(
      /test +backend: build\.backend: backend\/app\.py changed · frontend: build\.backend: backend\/app\.py changed/,
    );
    project.edit("backend/app.py", "\n# changed\n", "");
    expect((await tested()).code).toBe(0);
  });

  test("a test that passes and fails with the same inputs is flaky, and never plain green", async () => {
    project.edit("seaway.config.ts", 'path: "backend",', 'path: "backend", test: { retryFlaky: 5 },');
    // Odd or even by chance: with six tries it stays red in 1 of 64 runs, and green at once in 1 of 2.
    write(
      "backend/tests/test_chance.py",
      'CHANCE = int(open("/proc/sys/kernel/random/uuid").read()[0], 16)',
      "",
      "def test_by_chance():",
      "    assert CHANCE % 2 == 0",
    );
    let told = "";
    for (let change = 1; !told.includes("flaky"); change++) {
      project.edit("backend/tests/test_chance.py", "def test_by_chance", `# ${change}\ndef test_by_chance`);
      told = (await project.seaway(["test", "backend"])).stderr;
    }
    expect(told).toMatch(/test +backend +ok .* passed · 1 flaky/);
    const { stdout } = await project.seaway(["history", "--limit", "1"], { env: { ...project.env, ACCESSIBLE: "" } });
    expect(stdout).toMatch(/test +local +––●▲–– /);
    write("backend/tests/test_chance.py");
  });
});

test("a stand goes with its engine's death, and the tests run to their end when the run is resumed", async () => {
  write("backend/tests/test_slow.py", "import time", "", "def test_slow():", "    time.sleep(2)");
  const command = startSeaway(project, ["test"]);
  await until("the suite runs", () =>
    processesNaming(project.root).some(({ argv }) => argv.some((word) => word.endsWith("run-pytest.py"))),
  );
  const run = Number(/run #(\d+)/.exec(command.stderr())?.[1]);
  killNow({ pid: engineOf(project, run) ?? 0 }, "the engine");
  await command.ended;
  const { code, stderr } = await project.seaway(["up", "--resume"]);
  expect(stderr).toContain("passed");
  expect(code).toBe(0);
  expect(leftOfStands()).toEqual([]);
});

test("only what failed runs again, and the reports of all suites are one file of JUnit, from the cache as well", async () => {
  const junit = join(project.root, "junit.xml");
  const later = "frontend/tests/test_later.py";
  write(later, "def test_not_yet():", "    assert not 'yet'");
  expect(await project.seaway(["test", "--junit", junit])).toMatchObject({ code: 23 });
  const all = readFileSync(junit, "utf8").match(/<testcase /g)?.length ?? 0;
  expect(all).toBeGreaterThan(10);
  expect((await project.seaway(["test", "--failed"])).stderr).toContain("1 of 1 test of frontend failed");
  write(later, "def test_not_yet():", "    assert 'now'");
  expect((await project.seaway(["test", "--failed"])).stderr).toContain("1 passed");
  expect(await project.seaway(["test"])).toMatchObject({ code: 0 });
  const { stderr } = await project.seaway(["test", "--junit", junit]);
  expect(stderr).toContain("Nothing to run: backend and frontend passed with the same inputs before.");
  expect(readFileSync(junit, "utf8").match(/<testcase /g)).toHaveLength(all);
});

test("while it watches, a saved file is tested at once, a config that is wrong for a moment is waited for, and Ctrl-C ends it", async () => {
  const watching = startSeaway(project, ["test", "--watch", "--service", "frontend"]);
  const times = (text: string): number => watching.stderr().split(text).length - 1;
  const waits = (count: number): Promise<unknown> => until(`wait number ${count}`, () => times("waits for a change below") >= count);
  await waits(1);
  const later = "frontend/tests/test_later.py";
  write(later, "def test_not_yet():", "    assert not 'again'");
  await waits(2);
  expect(times("error[SEA-4201]: 1 of 8 tests of frontend failed")).toBe(1);
  project.edit("seaway.config.ts", "port: 5001", "prot: 5001");
  await waits(3);
  expect(watching.stderr()).toContain("did you mean `port`?");
  project.edit("seaway.config.ts", "prot: 5001", "port: 5001");
  write(later, "def test_not_yet():", "    assert 'now and then'");
  await until("the tests pass", () => times("8 passed") > 0);
  await until("it waits", () => watching.stderr().trimEnd().endsWith("Ctrl-C ends it"));
  watching.signal("SIGINT");
  expect(await watching.ended).toMatchObject({ code: 0 });
});
