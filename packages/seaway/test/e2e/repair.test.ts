import { existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { withPlaceholders } from "../golden-placeholders.ts";
import { processesWith } from "./environment-of.ts";
import { namesIn, servedUsers, stateOfProject } from "./outside.ts";
import { killNow, processesNaming, readProcess, type ListedProcess } from "./process-table.ts";
import { databaseUri, psql, psqlAt } from "./psql.ts";
import { instancesByName, killRuntime } from "./runtime-of.ts";
import { until } from "./until.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/*
 * What somebody did to a serving project behind Seaway's back is found by the next plan, named, and repaired by `up`, and nothing else is
 * touched. `mirror` is a third service that nothing happens to. The tests stand in the order in which the project moves.
 */
let project: UsersProject;
let url: string;
/** What the page shows of users, made by the seed alone. */
let users: number;
let taken: Server | undefined;

beforeAll(async () => {
  project = usersProject();
  project.edit("seaway.config.ts", "import { database, local, project, service }", "import { database, local, project, secret, service }");
  project.edit("seaway.config.ts", "env: { DATABASE_URI: users.uri }", 'env: { DATABASE_URI: users.uri, TOKEN: secret("TOKEN") }');
  project.edit(
    "seaway.config.ts",
    "export default",
    'const mirror = service("mirror", { path: "frontend", port: 5002, health: "/health", test: false, env: { BACKEND_URL: backend.url } });\n\nexport default',
  );
  project.edit("seaway.config.ts", "port: 5000,", "port: 5620,");
  project.edit("seaway.config.ts", "[backend, frontend]", "[backend, frontend, mirror]");
  project.commit("Three services");
  await project.seaway(["secret", "set", "TOKEN"], { input: "first" });
  const first = await project.seaway(["up", "-y", "-q"]);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  url = first.stdout.trim();
  users = await servedUsers(url);
});
afterEach(() => {
  taken?.closeAllConnections();
  taken?.close();
  taken = undefined;
});
afterAll(() => project.remove());

test("a second up does nothing, and says so", async () => {
  const before = world();
  expect(told(await project.seaway(["up", "-y"]))).toBe(NOTHING_TO_DO("r1"));
  expect(world()).toEqual(before);
});

describe("the runtime and an instance are killed, the database is dropped, a setting is changed", () => {
  let before: ReturnType<typeof world>;
  let backend: ListedProcess | undefined;

  test("the plan names each with its reason", async () => {
    before = world();
    backend = before.instances["backend-1-1"];
    const uri = databaseUri(project);
    await killRuntime(project);
    killNow(backend, "the instance");
    psqlAt(uri.replace("/users?", "/postgres?"), "drop database users with (force)");
    project.edit("seaway.config.ts", "env: { BACKEND_URL: backend.url },", 'env: { BACKEND_URL: backend.url, GREETING: "hello" },');
    await until("the instance is gone", () => readProcess(backend?.pid ?? 0) === undefined);
    expect(told(await project.seaway(["plan"]))).toBe(`exit 0
users → local (default)   main <commit> "Three services" + edits   7 nodes read in <took>

  ! drift
    database.users   create again · it is gone: removed outside Seaway
    service.backend  repair · the local runtime is not running · instance backend-1-1 is gone (process ${backend?.pid} ended)
    service.mirror   repair · the local runtime is not running

  ~ change
    service.frontend  + env GREETING · the local runtime is not running

  delivery
    rollout    backend, frontend and mirror together · back to r1 if they fail

Plan p-<plan>: 1 to create, 3 to change, 0 to recreate, 0 to destroy, 0 same.
Nothing was changed.
---

  next  seaway up --plan p-<plan>
`);
  });

  test("up repairs exactly these", async () => {
    expect(told(await project.seaway(["up", "-y"]))).toBe(`exit 0
http://127.0.0.1:<port>
---
seaway 0.1.0  run #2  users → local  main <commit> + edits  plan p-<plan>
<clock>  build      backend   start
<clock>  build      backend   cached          from cache, made by #1
<clock>  build      frontend  start
<clock>  build      frontend  cached          from cache, made by #1
<clock>  build      mirror    start
<clock>  build      mirror    cached          from cache, made by #1
<clock>  build                cached  <took>
<clock>  provision  users     start
<clock>  provision  users     ok  <took>  created again
<clock>  rollout              start
<clock>  rollout              ok  <took>  r2 as d-2: 3 of 3 services seen serving
<clock>  run                  ok

local now serves r2 (was r1): 3/3 processes healthy.
  next  seaway status   (<took> in all)
`);
    const after = world();
    expect(Object.keys(after.instances).toSorted()).toEqual(["backend-2-1", "frontend-2-1", "mirror-1-1"]);
    expect(after.instances["mirror-1-1"]).toEqual(before.instances["mirror-1-1"]);
    expect(after.postgres).toEqual(before.postgres);
    expect(after.made).toEqual(before.made);
    expect(processesWith("GREETING", project).length).toBeGreaterThan(0);
    expect(await servedUsers(url)).toBe(users);
    expect(psql(project, "select count(*) from users")).toEqual(["5"]);
  });

  test("why says the same afterwards", async () => {
    expect(await why("service.backend")).toBe(`service.backend was changed in #2; in #1 it was created
  because  the local runtime is not running
           instance backend-1-1 is gone (process ${backend?.pid} ended)
`);
    expect(await why("database.users")).toBe(`database.users was created in #2; in #1 it was created
  because  it is gone: removed outside Seaway
`);
    expect(await why("service.frontend")).toBe(`service.frontend was changed in #2; in #1 it was created
  because  + env GREETING
           the local runtime is not running
`);
    expect(await why("service.mirror")).toBe(`service.mirror was changed in #2; in #1 it was created
  because  the local runtime is not running
`);
  });

  test("another up does nothing", async () => {
    const now = world();
    expect(told(await project.seaway(["up", "-y"]))).toBe(NOTHING_TO_DO("r2"));
    expect(world()).toEqual(now);
  });
});

describe("one thing alone", () => {
  let before: ReturnType<typeof world>;
  const plan = async (): Promise<readonly string[]> => planned((await project.seaway(["plan"])).stdout);
  const up = async (): Promise<void> =>
    expect(await project.seaway(["up", "-y", "-q"])).toEqual({ code: 0, stdout: `${url}\n`, stderr: "" });
  /** Which of the instances that are there now were there before, as the same processes. */
  const kept = (): readonly string[] => {
    const now = world().instances;
    const names = Object.keys(now).toSorted();
    return names.filter((name) => JSON.stringify(now[name]) === JSON.stringify(before.instances[name]));
  };
  const settled = async (): Promise<void> => {
    expect((await project.seaway(["up", "-y"])).stderr).toContain("Nothing to do: local is as the config says");
    expect(await servedUsers(url)).toBe(users);
  };

  test("an instance that is killed while the runtime lives is started again by it, and up has nothing to do", async () => {
    before = world();
    killNow(before.instances["backend-2-1"], "the instance");
    await until("it serves again", () =>
      servedUsers(url).then(
        (now) => now === users,
        () => false,
      ),
    );
    expect(kept()).toEqual(["frontend-2-1", "mirror-1-1"]);
    await settled();
  });

  test("PostgreSQL's files", async () => {
    before = world();
    rmSync(join(stateOfProject(project), "data", "local", "users"), { recursive: true });
    expect(await plan()).toEqual(["database.users  create again · it is gone: removed outside Seaway"]);
    await up();
    expect(kept()).toEqual(["backend-2-1", "frontend-2-1", "mirror-1-1"]);
    expect(world().postgres).not.toEqual(before.postgres);
    await settled();
  });

  test("a file of an artifact that serves", async () => {
    before = world();
    const file = artifactFile("backend", "users.py");
    rmSync(file);
    expect(await plan()).toEqual([
      "service.backend  repair · its result is damaged or gone",
      "build  backend: its result is damaged or gone · frontend and mirror from the cache",
    ]);
    await up();
    expect(existsSync(file)).toBe(true);
    expect(kept()).toEqual(["frontend-2-1", "mirror-1-1"]);
    await settled();
  });

  test("a Python environment", async () => {
    before = world();
    const environment = /^\S*\/environments\/[^/]+/.exec(instanceProgram("backend"))?.[0] ?? "";
    rmSync(environment, { recursive: true });
    expect(await plan()).toEqual([
      "service.backend  repair · its result is damaged or gone",
      "build  backend: its result is damaged or gone · frontend and mirror from the cache",
    ]);
    await up();
    expect(existsSync(join(environment, "bin", "gunicorn"))).toBe(true);
    expect(kept()).toEqual(["frontend-2-1", "mirror-1-1"]);
    await settled();
  });

  test("a secret", async () => {
    before = world();
    await project.seaway(["secret", "set", "TOKEN"], { input: "second" });
    expect(await plan()).toEqual(["service.backend  secret TOKEN changed (v1 → v2)"]);
    await up();
    expect(new Set(processesWith("TOKEN", project).map(({ env }) => env.TOKEN))).toEqual(new Set(["second"]));
    expect(kept()).toEqual(["frontend-2-1", "mirror-1-1"]);
    await settled();
  });

  test("the public port, which another program took while the runtime was down", async () => {
    before = world();
    await killRuntime(project);
    const port = Number(new URL(url).port);
    // A killed process is off the list a moment before its sockets are closed.
    taken = await until("the port is free", () => serverAt(port));
    const ran = await project.seaway(["up", "-y"]);
    const moved = ran.stdout.trim();
    expect(moved).not.toBe(url);
    expect(ran.stderr.replaceAll("\n", " ")).toContain(
      `local serves r2, as before: 3/3 processes healthy. Its address is ${moved} now, no longer ${url}. `,
    );
    expect(await (await fetch(url)).text()).toBe("somebody else");
    url = moved;
    expect(kept()).toEqual(["backend-5-1", "frontend-2-1", "mirror-1-1"]);
    await settled();
  });
});

/** Another program at that port; undefined while somebody holds it. */
const serverAt = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer((_request, response) => response.end("somebody else"));
    server.once("error", () => resolve(undefined)).listen(port, "127.0.0.1", () => resolve(server));
  });

/** What must not move where nothing is repaired: processes by pid and start, what was made, and how many runs there were. */
function world() {
  const state = stateOfProject(project);
  return {
    instances: instancesByName(project),
    postgres: postmasters(),
    made: ["artifacts", "environments", "data/local"].map((folder) => namesIn(join(state, folder))),
    runs: namesIn(join(state, "runs")),
  };
}

/** PostgreSQL's first process; those that it starts give themselves other names. */
const postmasters = (): readonly ListedProcess[] =>
  processesNaming(project.state).filter(({ argv }) => argv[0]?.endsWith("/postgres") && argv[1] === "-D");

/** Exit code, standard output, and what was told, as it differs from no run to the next. */
function told({ code, stdout, stderr }: Ran): string {
  return `exit ${code}\n${withPlaceholders(stdout, project)}---\n${withPlaceholders(stderr, project)}`;
}

const NOTHING_TO_DO = (release: string): string => `exit 0
http://127.0.0.1:<port>
---
Nothing to do: local is as the config says, and serves ${release}.
local serves ${release}: 3/3 processes healthy.
  next  seaway status
`;

/** What is to be changed: the lines of a plan between its heading and its delivery. */
const planned = (plan: string): readonly string[] =>
  plan.split("\n").flatMap((line) => /^ {4}((?:database|service)\..*|build .*)$/.exec(line)?.[1]?.replace(/ {2,}/g, "  ") ?? []);

/** What was done and because of what; how long it waited and took differs from run to run. */
async function why(node: string): Promise<string> {
  const { stdout } = await project.seaway(["why", node]);
  return stdout.replace(/^ {2}(?:waited|took|slow) .*\n/gm, "");
}

/** Command line of a process of a service. */
function instanceProgram(service: string): string {
  const variable = service === "backend" ? "DATABASE_URI" : "BACKEND_URL";
  const { pid } = processesWith(variable, project)[0] ?? { pid: 0 };
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
}

/** A file of the artifact in which a service works. */
function artifactFile(service: string, name: string): string {
  const variable = service === "backend" ? "DATABASE_URI" : "BACKEND_URL";
  const { pid } = processesWith(variable, project)[0] ?? { pid: 0 };
  return join(readlinkSync(`/proc/${pid}/cwd`), name);
}
