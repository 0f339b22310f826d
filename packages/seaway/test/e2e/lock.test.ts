import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openGates, type Gates } from "./gates.ts";
import { canWriteStore, dumpStore, engineOf, halfMade, instancesOf, processes, servedUsers } from "./outside.ts";
import { servePackage, type SourcePackage } from "./source-package.ts";
import { eventsIn, startSeaway, type Started } from "./started.ts";
import { until } from "./until.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

let project: UsersProject;
let gates: Gates;
let slow: SourcePackage;
let url: string;
let version = 1;
const started: Started[] = [];
const stopped: number[] = [];

/** Health of the backend says no as long as the gate of its version is shut. */
const readyWhenOpen = (gate: string): string => `
VERSION = 1
from urllib.request import urlopen
from flask import request
@app.before_request
def gate():
    if request.path == "/health":
        try:
            urlopen(f"${gate}{VERSION}")
        except OSError:
            return "not yet", 503
`;

const builtWhenOpen = (gate: string): string => `import time, urllib.request
while True:
    try:
        urllib.request.urlopen("${gate}")
        break
    except OSError:
        time.sleep(0.05)`;

beforeAll(async () => {
  gates = await openGates();
  slow = await servePackage("slow", builtWhenOpen(gates.url("build")));
  project = usersProject();
  const app = 'app = create_app(os.environ["DATABASE_URI"])\n';
  project.edit("backend/app.py", app, `${app}${readyWhenOpen(gates.url(""))}`);
  const up = await project.seaway(["up", "--yes"]);
  expect(up, up.stderr).toMatchObject({ code: 0 });
  url = up.stdout.trim();
});
afterEach(async () => {
  for (const pid of stopped.splice(0)) if (isThere(pid)) process.kill(pid, "SIGCONT");
  for (const name of ["build", String(version)]) gates.open(name);
  for (const one of started.splice(0)) await one.ended;
});
afterAll(async () => {
  await project.remove();
  await Promise.all([gates.close(), slow.close()]);
});

const start = (...args: string[]): Started => {
  const one = startSeaway(project, args);
  started.push(one);
  return one;
};
const isThere = (pid: number): boolean => processes().some((process) => process.pid === pid);

/** Changes the backend to a version that does not get ready before its gate is opened. */
function nextVersion({ shut }: { readonly shut: boolean }): string {
  project.edit("backend/app.py", `VERSION = ${version}\n`, `VERSION = ${(version += 1)}\n`);
  if (shut) gates.shut(String(version));
  return String(version);
}

/** A run that holds the lock: it has started a version and waits for it. */
async function holder(): Promise<{ readonly up: Started; readonly run: number; readonly gate: string }> {
  const gate = nextVersion({ shut: true });
  const up = start("up", "--yes", "--json");
  await up.event("the wait for ready", (event) => event.type === "act.intended" && event.act === "ready backend");
  await until("a question at the gate", () => gates.knocks(gate) > 0);
  return { up, run: runOf(up), gate };
}

const runOf = (up: Started): number => up.events().flatMap((event) => (event.type === "run.started" ? [event.run] : []))[0] ?? 0;
const serving = async () => ({ instances: instancesOf(project), users: await servedUsers(url) });

test("the second of two waits, names the holder, and finds nothing left to do", async () => {
  const first = await holder();
  const second = start("up", "--yes");
  await until("the second one's wait", () => second.stderr().includes(`waits for #${first.run} on local`));
  expect(second.stderr()).toMatch(new RegExp(`waits for #${first.run} on local, started \\d\\d:\\d\\d by \\w+, because of seaway up\n`));
  const third = start("up", "--yes", "--json");
  expect(await third.event("its wait", ({ type }) => type === "run.waiting")).toMatchObject({ holder: { run: first.run } });

  gates.open(first.gate);
  expect((await first.up.ended).code).toBe(0);
  const waited = await second.ended;
  expect([waited.code, waited.stdout]).toEqual([0, `${url}\n`]);
  expect(waited.stderr).toContain("\nNothing was left to do.\nlocal serves r2: 2/2 processes healthy, no request failed.\n");
  const events = eventsIn((await third.ended).stdout);
  expect(events.filter(({ type }) => type === "step.started")).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: "run.finished", outcome: "succeeded", exitCode: 0 });
});

test("the second of two does its own change when the first one is done", async () => {
  const first = await holder();
  nextVersion({ shut: false });
  const second = start("up", "--yes", "--json");
  await second.event("its wait", ({ type }) => type === "run.waiting");
  gates.open(first.gate);
  expect((await first.up.ended).code).toBe(0);
  const done = await second.ended;
  expect(done.code, done.stdout + done.stderr).toBe(0);
  expect(eventsIn(done.stdout).at(-1)).toMatchObject({ world: { serving: 4, before: 3 } });
});

test("whoever will not wait is told at once who holds it, and so is whoever has waited long enough", async () => {
  const first = await holder();
  const busy = new RegExp(`error\\[SEA-8403\\]: local is busy with #${first.run} of \\w+, because of seaway up\n`);
  for (const flags of [["--no-wait"], ["--lock-timeout", "1s"]]) {
    const refused = await project.seaway(["up", "--yes", ...flags]);
    expect([refused.code, refused.stdout]).toEqual([4, ""]);
    expect(refused.stderr).toMatch(busy);
    expect(refused.stderr).toContain(`seaway attach ${first.run}`);
  }
  gates.open(first.gate);
  expect((await first.up.ended).code).toBe(0);
});

test("whoever waits can be cancelled, and the holder goes on", async () => {
  const first = await holder();
  const second = start("up", "--yes", "--json");
  await second.event("its wait", ({ type }) => type === "run.waiting");
  const cancel = await project.seaway(["cancel", String(runOf(second))]);
  expect(cancel.stderr).toMatch(new RegExp(`^#${runOf(second)} was cancelled\\. local still serves r\\d`));
  expect((await second.ended).code).toBe(130);
  gates.open(first.gate);
  expect((await first.up.ended).code).toBe(0);
});

/** Stops a run's engine as Ctrl-Z would, at a moment when it keeps nobody from writing the store. */
async function stopEngine(run: number): Promise<number> {
  const engine = engineOf(project, run);
  if (engine === undefined) throw new Error(`run ${run} has no engine`);
  stopped.push(engine);
  await until("a moment outside a write", () => {
    process.kill(engine, "SIGSTOP");
    if (canWriteStore(project)) return true;
    process.kill(engine, "SIGCONT");
    return false;
  });
  return engine;
}

/** Wakes it again and waits for its end. */
async function wake(engine: number): Promise<void> {
  expect(processes().find(({ pid }) => pid === engine)?.state).toBe("T");
  process.kill(engine, "SIGCONT");
  await until("the end of the engine that was stopped", () => !isThere(engine));
}

test("a holder that is stopped for a moment, and whose lock nobody took, goes on when it wakes up", async () => {
  // The negative control of the two below: by the same means, this one is seen to write.
  const first = await holder();
  const engine = await stopEngine(first.run);
  gates.open(first.gate);
  const [store, world] = [dumpStore(project), await serving()];
  await wake(engine);
  expect((await first.up.ended).code).toBe(0);
  expect(dumpStore(project)).not.toBe(store);
  expect(await serving()).not.toEqual(world);
});

test("a holder that is stopped past its lease under a rollout is taken over, and writes nothing when it wakes up", async () => {
  const first = await holder();
  const engine = await stopEngine(first.run);
  const second = start("up", "--yes", "--json");
  const locked = await second.event("the lock", ({ type }) => type === "run.locked");
  expect(locked).toMatchObject({ takenOverFrom: { run: first.run } });
  gates.open(first.gate);
  const done = await second.ended;
  expect(done.code, done.stdout + done.stderr).toBe(0);
  const [store, world] = [dumpStore(project), await serving()];

  await wake(engine);
  const followed = await first.up.ended;
  expect([followed.code, followed.stdout.includes("SEA-8407")]).toEqual([1, true]);
  expect(dumpStore(project)).toBe(store);
  expect(await serving()).toEqual(world);
  expect((await project.seaway(["plan", "--exit-code"])).code).toBe(0);
});

test("a holder that is stopped past its lease under a build is taken over, and what it was building is finished once", async () => {
  gates.shut("build");
  appendFileSync(join(project.folder, "backend/requirements.txt"), `${slow.requirement}\n`);
  const first = start("up", "--yes", "--json");
  await until("a question at the gate", () => gates.knocks("build") > 0);
  const engine = await stopEngine(runOf(first));
  const second = start("up", "--yes");
  await until("the take-over", () => second.stderr().includes(`taken over from run #${runOf(first)}`));
  gates.open("build");
  const done = await second.ended;
  expect(done.code, done.stderr).toBe(0);
  const [store, world] = [dumpStore(project), await serving()];

  await wake(engine);
  expect((await first.ended).code).toBe(1);
  expect(dumpStore(project)).toBe(store);
  expect([await serving(), halfMade(project)]).toEqual([world, []]);
  expect((await project.seaway(["plan", "--exit-code"])).code).toBe(0);
});
