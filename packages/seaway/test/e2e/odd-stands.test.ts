import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openGates } from "./gates.ts";
import { processesNaming } from "./process-table.ts";
import { startSeaway } from "./started.ts";
import { until } from "./until.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/* Applications as they are found: each needs something of its copy of the system that examples/users does not. */
let project: UsersProject;

beforeAll(() => {
  project = usersProject({ tests: true });
});
afterAll(() => project.remove());

const tested = (...args: readonly string[]): Promise<Ran> => project.seaway(["test", "-q", ...args]);
const append = (file: string, ...lines: readonly string[]): void => appendFileSync(join(project.folder, file), `${lines.join("\n")}\n`);
const write = (file: string, ...lines: readonly string[]): void => writeFileSync(join(project.folder, file), `${lines.join("\n")}\n`);

test("a program that binds 127.0.0.1 whatever it is told is reached by its name, and finds its volume empty and writable", async () => {
  const before = readFileSync(join(project.folder, "backend/app.py"));
  project.edit("seaway.config.ts", "port: 5001,", 'port: 5001, command: "python app.py", volume: { name: "notes", path: "/srv" },');
  append("backend/app.py", 'open("/srv/starts", "x").close()', 'if __name__ == "__main__":', '    app.run(host="127.0.0.1", port=5001)');
  expect(await tested("frontend")).toMatchObject({ code: 0, stderr: "" });
  writeFileSync(join(project.folder, "backend/app.py"), before);
  project.edit("seaway.config.ts", 'command: "python app.py", volume: { name: "notes", path: "/srv" },', "");
});

test("a suite that measures its own coverage does so undisturbed", async () => {
  append("frontend/requirements-test.txt", "pytest-cov==7.0.0");
  write("frontend/pytest.ini", "[pytest]", "addopts = --cov=. --cov-fail-under=1");
  expect(await tested("frontend")).toMatchObject({ code: 0, stderr: "" });
  rmSync(join(project.folder, "frontend/pytest.ini"));
});

test("a report that is a link is none: it is not followed with rights that its tests do not have", async () => {
  write(
    "frontend/tests/test_links.py",
    ...["import atexit", "import os", ""],
    "def lead_away():",
    '    file = os.environ["JUNIT_FILE"]',
    "    os.unlink(file)",
    '    os.symlink("/etc/shadow", file)',
    "",
    "def test_it_leads_away():",
    "    atexit.register(lead_away)",
  );
  const { code, stderr } = await tested("frontend");
  expect(code).toBe(23);
  expect(stderr).toContain("error[SEA-4204]: the report of a suite can't be read: nothing was written");
});

test("a suite that does not end is ended at its limit, with everything of its copy", async () => {
  write("frontend/tests/test_links.py", "import time", "", "def test_it_waits():", "    time.sleep(600)");
  project.edit("seaway.config.ts", 'path: "frontend",', 'path: "frontend", test: { timeout: "4s" },');
  const ofStands = () => processesNaming(project.state).filter(({ argv }) => argv.some((word) => word.includes("/stands/")));
  const command = startSeaway(project, ["test", "-q", "frontend"]);
  await until("its copy is there", () => ofStands().length > 0);
  const { code, stderr } = await command.ended;
  expect(code).toBe(23);
  expect(stderr).toContain("error[SEA-4205]: the suite of frontend did not end within 4.0 s");
  // The last line that it wrote says where it waits.
  expect(stderr).toMatch(/tests\/test_links\.py\s*\n/);
  // The command's own launcher outlives it by the moment in which it writes down how it ended.
  await until("everything of it is gone", () => ofStands().length === 0);
  project.edit("seaway.config.ts", 'test: { timeout: "4s" },', "");
});

test("what a suite prints is the log of its step, without even the throwaway values", async () => {
  write(
    "backend/tests/test_prints.py",
    ...["import os", "", "def test_it_tells_all():"],
    '    print("reached by", os.environ["DATABASE_URI"])',
    '    assert False, "told"',
  );
  const { stderr } = await project.seaway(["test", "backend"]);
  const run = /run #(\d+)/.exec(stderr)?.[1] ?? "";
  const { stdout } = await project.seaway(["logs", "--run", run, "--step", "test.backend"]);
  expect(stdout).toMatch(/reached by postgresql:\/\/users:[^@A-Za-z0-9]+@\/users_test\?host=/);
});

test("how far a suite is, and how much of it failed, is told while it runs", async () => {
  const gates = await openGates();
  try {
    gates.shut("last");
    const lines = [
      "import time",
      "import pytest",
      "import urllib.error",
      "import urllib.request",
      "",
      '@pytest.mark.parametrize("number", range(9))',
      "def test_quick(number):",
      "    assert number != 4",
      "",
      "def test_z_waits():",
      "    for _ in range(600):",
      "        time.sleep(0.1)",
      "        try:",
      `            urllib.request.urlopen(${JSON.stringify(gates.url("last"))})`,
      "            return",
      "        except urllib.error.HTTPError:",
      "            pass",
    ];
    writeFileSync(join(project.folder, "frontend/tests/test_counted.py"), `${lines.join("\n")}\n`);
    project.edit("seaway.config.ts", 'path: "frontend",', 'path: "frontend", test: { network: true },');
    const running = startSeaway(project, ["test", "frontend/tests/test_counted.py", "--json"]);
    const { note } = (await running.event("a count", (event) => event.type === "step.progressed" && event.note.startsWith("9/10"))) as {
      readonly note: string;
    };
    expect(note).toBe("9/10 · 1 failed");
    gates.open("last");
    expect(await running.ended).toMatchObject({ code: 23 });
  } finally {
    await gates.close();
  }
});
