import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { killAlong, startKilledEngine } from "./kill-along.ts";
import { psql } from "./psql.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/*
 * Releases go out and come back. The tests stand in the order in which one project moves; numbers of runs and releases are those of its
 * fresh store.
 */
let project: UsersProject;
let url: string;

beforeAll(async () => {
  project = usersProject();
  project.edit("seaway.config.ts", "local, project, service", "local, project, secret, service");
  project.edit(
    "seaway.config.ts",
    "env: { BACKEND_URL: backend.url }",
    'env: { BACKEND_URL: backend.url, GREETING: "hello", MAIL_TOKEN: secret("MAIL_TOKEN") }',
  );
  project.edit("seaway.config.ts", "environments: { local: local() }", "environments: { local: local(), staging: local() }");
  writeVersion("one");
  project.commit("One");
  await setSecret("local", "token-1");
  await setSecret("staging", "token-s");
  url = (await up()).stdout.trim();
});
afterAll(async () => {
  await project.seaway(["destroy", "-e", "staging", "--confirm", "staging", "--allow-destroy", "database.users"]);
  await project.remove();
});

const setSecret = (environment: string, value: string): Promise<Ran> =>
  project.seaway(["secret", "set", "MAIL_TOKEN", "-e", environment], { input: value });
const up = (...more: readonly string[]): Promise<Ran> => project.seaway(["up", "-y", "-q", ...more]);

/** What a release says of itself: its source, a setting, and the last letter of a secret. */
const told = async (at: string): Promise<string> => (await fetch(`${at}/told`)).text();

function writeVersion(name: string): void {
  writeFileSync(
    join(project.folder, "frontend/app.py"),
    `import os\n\nfrom routes import create_app\n\napp = create_app(os.environ["BACKEND_URL"])\n\n\n` +
      `@app.get("/told")\ndef told():\n    return f"${name} {os.environ['GREETING']} {os.environ['MAIL_TOKEN'][-1]}"\n`,
  );
}

interface DiffSide {
  readonly digests: Readonly<Record<string, string>>;
}

test("a second release goes out with another setting and another secret", async () => {
  expect(await told(url)).toBe("one hello 1");
  project.edit("seaway.config.ts", '"hello"', '"good day"');
  writeVersion("two");
  project.commit("Two");
  await setSecret("local", "token-2");
  expect(await up()).toMatchObject({ code: 0 });
  expect(await told(url)).toBe("two good day 2");
  psql(project, "insert into users (name, email) values ('Between', 'between@example.org')");
});

test("a rollback brings back release, setting and secret version, leaves the data, and says before what it will do", async () => {
  const { code, stderr, stdout } = await project.seaway(["rollback", "--reason", "two is rude"]);
  expect(code).toBe(0);
  expect(stdout.trim()).toBe(url);
  const preflight = stderr.slice(0, stderr.indexOf("afterwards"));
  expect(preflight).toMatch(/^local r2 → r1 {3}d-1, deployed just now\n/);
  expect(preflight).toMatch(/settings +frontend: GREETING\n/);
  expect(preflight).toMatch(/secrets +MAIL_TOKEN goes from v2 to v1\n/);
  expect(stderr).toContain("local now serves r1 (was r2)");
  expect(await told(url)).toBe("one hello 1");
  expect(psql(project, "select count(*) from users where name = 'Between'")).toEqual(["1"]);
});

test("a command beside a service has what serves: its artifact, its setting and its version of the secret, and not what is newer", async () => {
  const program = "import os; import app; print(os.environ['GREETING'], os.environ['MAIL_TOKEN'][-1], os.getuid() == 0)";
  const shown = await project.seaway(["exec", "frontend", "--", "python", "-c", program, "more words"]);
  expect(shown).toMatchObject({ code: 0, stdout: "hello 1 False\n" });
  expect(await project.seaway(["exec", "backend", "--", "sh", "-c", "kill -9 $$"])).toMatchObject({ code: 137 });
  expect((await project.seaway(["exec", "backend", "--", "python", "-"], { input: "import sys; sys.exit(7)" })).code).toBe(7);
  const unknown = await project.seaway(["exec", "nobody", "--", "true"]);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("name one of  backend, frontend, users") as string });
});

test("without a number it only ever goes further back", async () => {
  const { code, stderr } = await project.seaway(["rollback"]);
  expect(code).toBe(2);
  expect(stderr).toContain("error[SEA-5342]: local has no earlier release to go back to");
});

test("a pinned environment takes nothing: up and deploy stop before they build, and name the pin", async () => {
  writeVersion("three");
  for (const args of [
    ["up", "-y"],
    ["deploy", "r2", "-y"],
  ]) {
    const { code, stderr } = await project.seaway(args);
    expect(code).toBe(4);
    expect(stderr).toMatch(/error\[SEA-8420\]: local is pinned to r1 by \S+ since [-0-9: ]+ UTC: two is rude\n/);
    expect(stderr).toContain("seaway unpin -e local");
  }
  const { stdout } = await project.seaway(["history", "--json"]);
  const { runs } = JSON.parse(stdout) as { readonly runs: readonly { readonly verb: string; readonly because: string }[] };
  expect(runs.map(({ verb, because }) => `${verb}: ${because}`)).toEqual([
    "rollback: seaway rollback: two is rude",
    "up: seaway up",
    "up: seaway up",
  ]);
});

test("once unpinned, an existing release is deployed with today's secrets and nothing is built", async () => {
  expect((await project.seaway(["unpin"])).stderr).toContain("local is no longer pinned to r1; deployments flow again.");
  const { code } = await project.seaway(["deploy", "r2", "-y"]);
  expect(code).toBe(0);
  expect(await told(url)).toBe("two good day 2");
  expect((await project.seaway(["history", "--json"])).stdout).not.toContain("release.made");
});

test("what one environment serves is shipped to another, by the same digests and with its own secret", async () => {
  const refused = await project.seaway(["deploy", "--from", "local", "-e", "staging", "-y"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("seaway up -e staging");
  writeVersion("four");
  const { stdout } = await up("-e", "staging");
  const staging = stdout.trim();
  expect(await told(staging)).toBe("four good day s");
  expect(await project.seaway(["deploy", "--from", "local", "-e", "staging", "-y", "-q"])).toMatchObject({ code: 0 });
  expect(await told(staging)).toBe("two good day s");
  const compared = JSON.parse((await project.seaway(["diff", "local", "staging", "--json"])).stdout) as {
    readonly a: DiffSide;
    readonly b: DiffSide;
  };
  expect(compared.b.digests).toEqual(compared.a.digests);
  expect(Object.keys(compared.a.digests)).toEqual(["backend", "frontend"]);
});

test("two releases are told apart by commit, setting and digest of each service", async () => {
  const { stdout } = await project.seaway(["diff", "r1", "r2"]);
  expect(stdout.replaceAll(/[0-9a-f]{12}/g, "<digest>").replaceAll(/\b[0-9a-f]{7}\b/g, "<commit>")).toBe(`r1 → r2
  commit    <commit> One → <commit> Two
  backend   same artifact   <digest>
  frontend  <digest> → <digest>
            env GREETING "hello" → "good day"
`);
});

test("a rollback that is killed at every write ends as an unbroken one: the release, its setting and secret, and the pin", async () => {
  const unbroken = await startKilledEngine(project, { rollback: true });
  expect(unbroken.said).toBe("exit 0");
  const boundaries = [...new Set(unbroken.boundaries)].filter((name) => !name.includes("step.progressed"));
  await forward();
  // A kill just before one write may keep an engine from coming to the next, so it takes a few runs to die at each.
  let left = boundaries;
  for (let runs = 1; left.length > 0; runs += 1) {
    expect(runs, `no engine came to ${left.join(", ")}`).toBeLessThan(7);
    const { met, over } = await killAlong(project, left, { rollback: true });
    if (!over) expect(await project.seaway(["up", "--resume", "-q"])).toMatchObject({ code: 0 });
    expect(await told(url), `killed at ${met.join(", ")}`).toBe("one hello 1");
    expect((await project.seaway(["up", "-y"])).code).toBe(4);
    left = left.filter((boundary) => !met.includes(boundary));
    await forward();
  }
});

/** From a rollback back to the second release. */
async function forward(): Promise<void> {
  expect(await told(url)).toBe("one hello 1");
  await project.seaway(["unpin", "-e", "local"]);
  expect(await project.seaway(["deploy", "r2", "-y", "-q"])).toMatchObject({ code: 0 });
  expect(await told(url)).toBe("two good day 2");
}

test("a secret version that was removed blocks the way back, by name", async () => {
  await project.seaway(["secret", "rm", "MAIL_TOKEN", "-y"]);
  await setSecret("local", "token-5");
  const { code, stderr } = await project.seaway(["rollback", "r1"]);
  expect(code).toBe(2);
  expect(stderr).toContain("error[SEA-5343]: r1 ran with MAIL_TOKEN v1 in frontend, which was removed");
  expect(await told(url)).toBe("two good day 2");
});

test("what never served, or never was, is refused with a way to look", async () => {
  expect(await project.seaway(["rollback", "r3"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("r3 never served local") as string,
  });
  expect(await project.seaway(["deploy", "r99", "-y"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("there is no release r99") as string,
  });
});
