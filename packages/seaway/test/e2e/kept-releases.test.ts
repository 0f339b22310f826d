import { execFileSync } from "node:child_process";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { namesIn, stateOfProject } from "./outside.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/*
 * What is kept of releases, and how an older one is found again. The tests stand in the order in which one project moves; numbers of
 * releases are those of its fresh store.
 */
const LONG_AGO = new Date(Date.now() - 2 * 3_600_000);
let project: UsersProject;

beforeAll(async () => {
  project = usersProject();
  project.edit(
    "seaway.config.ts",
    "environments: { local: local() }",
    "environments: { local: local(), staging: local({ protected: true }) }",
  );
  project.commit("The first");
  expect(await up("-e", "staging")).toMatchObject({ code: 0 });
});
afterAll(async () => {
  project.edit("seaway.config.ts", "local({ protected: true })", "local()");
  await project.seaway(["destroy", "-e", "staging", "--confirm", "staging", "--allow-destroy", "database.users"]);
  await project.remove();
});

const up = (...more: readonly string[]): Promise<Ran> => project.seaway(["up", "-y", "-q", ...more]);
const artifacts = (): readonly string[] => {
  const folder = join(stateOfProject(project), "artifacts");
  return namesIn(folder).map((name) => join(folder, name));
};
const commitOf = (subject: string): string =>
  execFileSync("git", ["-C", project.folder, "log", "--format=%H", `--grep=${subject}`], { encoding: "utf8" }).trim();

test("the ten newest releases are kept, and what an environment serves, however old that is", async () => {
  for (let change = 2; change <= 14; change += 1) {
    // What is younger than an hour may belong to a run that has no release yet.
    for (const folder of artifacts()) utimesSync(folder, LONG_AGO, LONG_AGO);
    project.edit("backend/app.py", "\n", `\n# change ${change}\n`);
    project.commit(`Change ${change}.`);
    expect(await up()).toMatchObject({ code: 0 });
  }
  // Ten backends of r5 to r14, the backend of r1, which staging serves, and the one frontend of them all.
  expect(artifacts()).toHaveLength(12);
  expect(await project.seaway(["deploy", "r3", "-y"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("error[SEA-5341]: the artifact of backend in r3 is no longer there") as string,
  });
  expect((await project.seaway(["status", "-e", "staging"])).stdout).toContain("● 1/1");
  expect(await up("-e", "staging", "--dry-run")).toMatchObject({ code: 0 });
});

test("an older one is found by its commit, by as much of its id as is enough", async () => {
  const { code, stderr } = await project.seaway(["deploy", commitOf("Change 12").slice(0, 8), "-y"]);
  expect(code).toBe(0);
  expect(stderr).toContain("local now serves r12 (was r14)");
  const unknown = await project.seaway(["deploy", "abcdef12", "-y"]);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("SEA-5340") as string });
});

test("a protected environment is asked about before it goes back, and a yes for all is not enough without its name", async () => {
  expect(await project.seaway(["deploy", "r13", "-e", "staging", "-y", "-q"])).toMatchObject({ code: 0 });
  const unasked = await project.seaway(["rollback", "-e", "staging", "--no-input"]);
  expect(unasked.code).toBe(5);
  expect(unasked.stderr).toContain("--yes");
  expect(await project.seaway(["rollback", "-e", "staging", "-y"])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("staging now serves r1 (was r13)") as string,
  });
});
