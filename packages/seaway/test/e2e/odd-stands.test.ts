import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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
