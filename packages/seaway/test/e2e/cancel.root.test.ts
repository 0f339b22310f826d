import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { engineOf, halfMade, instancesOf, namesIn, processesWith, servedUsers } from "./outside.ts";
import { killNow } from "./process-table.ts";
import { servePackage, type SourcePackage } from "./source-package.ts";
import { eventsIn, startSeaway, type Started } from "./started.ts";
import { until } from "./until.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

/** Seconds that the children sleep: a number that no other process of the machine has among its words. */
const nap = `31${process.pid}${Date.now() % 100_000}`;
const sleepers = (): readonly number[] => processesWith(`sleep ${nap}`).map(({ pid }) => pid);

/** A build that starts two children in sessions of their own, one of them deaf to what asks it to end, and never ends itself. */
const BUILD = `import subprocess
subprocess.Popen(["setsid", "sleep", "${nap}"])
subprocess.Popen(["setsid", "sh", "-c", "trap '' TERM INT HUP; sleep ${nap}; sleep ${nap}"])
subprocess.Popen(["sleep", "${nap}"]).wait()`;

let slow: SourcePackage;
let project: UsersProject;
let url: string;
const started: Started[] = [];

beforeAll(async () => {
  slow = await servePackage("slow", BUILD);
  project = usersProject();
  const up = await project.seaway(["up", "--yes"]);
  expect(up, up.stderr).toMatchObject({ code: 0 });
  url = up.stdout.trim();
});
afterAll(async () => {
  await project.remove();
  await slow.close();
  for (const pid of sleepers()) process.kill(pid, "SIGKILL");
});
afterEach(async () => {
  for (const each of started.splice(0)) {
    each.signal("SIGKILL");
    await each.ended;
  }
});

const start = (args: readonly string[], env = project.env): Started => {
  const one = startSeaway({ folder: project.folder, env }, args);
  started.push(one);
  return one;
};

/** Whether it belongs to one of the users under which builds run; anybody else's pip has nothing to do with this. */
const isSeaways = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.uid ?? 0) >= 60_710;

/** Which processes serve, and how many users the page shows: the same before and after, or something was touched. */
const serving = async () => ({ instances: instancesOf(project), users: await servedUsers(url) });

describe("a build that started children in sessions of their own", () => {
  let original: string;
  let before: Awaited<ReturnType<typeof serving>>;
  beforeEach(async () => {
    original = readFileSync(join(project.folder, "backend/requirements.txt"), "utf8");
    writeFileSync(join(project.folder, "backend/requirements.txt"), `${original}${slow.requirement}\n`);
    before = await serving();
  });
  afterEach(() => writeFileSync(join(project.folder, "backend/requirements.txt"), original));

  const inTheMiddle = async (env = project.env): Promise<{ up: Started; run: number }> => {
    expect(sleepers()).toEqual([]);
    const up = start(["up", "--yes", "--json"], env);
    const begun = await up.event("the run", ({ type }) => type === "run.started");
    await until("the children of the build", () => sleepers().length >= 3);
    return { up, run: begun.type === "run.started" ? begun.run : 0 };
  };

  const nothingIsLeft = async (): Promise<void> => {
    expect(processesWith(`sleep ${nap}`)).toEqual([]);
    expect(halfMade(project)).toEqual([]);
    expect(namesIn("/tmp").filter((name) => name.startsWith("pip-") && isSeaways(join("/tmp", name)))).toEqual([]);
    expect(await serving()).toEqual(before);
  };

  test("is cancelled: no process of it and no half-made thing is left, and what served serves on", async () => {
    const { up, run } = await inTheMiddle();
    const cancel = await project.seaway(["cancel", String(run)]);
    expect(cancel.stderr).toMatch(
      new RegExp(`^#${run} was cancelled\\. local still serves r1: 2/2 processes healthy, no request failed\\.\\n$`),
    );
    expect(cancel.code).toBe(0);
    await nothingIsLeft();
    const followed = await up.ended;
    expect(followed.code).toBe(130);
    expect(eventsIn(followed.stdout).at(-1)).toMatchObject({ type: "run.finished", outcome: "cancelled", exitCode: 130 });
  });

  test("is cancelled by Ctrl-C, with pip as well as with uv", async () => {
    const { up } = await inTheMiddle({ ...project.env, PATH: process.env.PATH });
    up.signal("SIGINT");
    const followed = await up.ended;
    expect(followed.code).toBe(130);
    expect(eventsIn(followed.stdout).at(-1)).toMatchObject({ type: "run.finished", outcome: "cancelled" });
    await nothingIsLeft();
  });

  test("outlives its engine, and is ended by a cancel all the same", async () => {
    const { up, run } = await inTheMiddle();
    killNow({ pid: engineOf(project, run) ?? 0 }, "the engine");
    const followed = await up.ended;
    expect(followed.stdout).toContain("SEA-8407");
    // The negative control: without the cancel, all of it is still there.
    expect(sleepers().length).toBeGreaterThanOrEqual(3);
    expect(halfMade(project)).not.toEqual([]);

    const cancel = await project.seaway(["cancel", String(run)]);
    expect(cancel.stderr).toContain(`#${run} was cancelled.`);
    await nothingIsLeft();
  });

  test("outlives its engine, and is ended by a cancel also when its sources were corrected meanwhile", async () => {
    const { up, run } = await inTheMiddle();
    killNow({ pid: engineOf(project, run) ?? 0 }, "the engine");
    await up.ended;
    writeFileSync(join(project.folder, "backend/requirements.txt"), original);
    const cancel = await project.seaway(["cancel", String(run)]);
    expect(cancel.stderr).toContain(`#${run} was cancelled.`);
    await nothingIsLeft();
  });
});

const APP = 'app = create_app(os.environ["DATABASE_URI"])\n';
const NEVER_READY = 'app.before_request(lambda: ("not yet", 503))\n';

describe("a rollout whose new version does not get ready", () => {
  let before: Awaited<ReturnType<typeof serving>>;
  beforeEach(async () => {
    project.edit("backend/app.py", APP, `${APP}${NEVER_READY}`);
    before = await serving();
  });
  afterEach(() => project.edit("backend/app.py", NEVER_READY, ""));

  const waitingToBeReady = async (): Promise<{ up: Started; run: number }> => {
    const up = start(["up", "--yes", "--json"]);
    const begun = await up.event("the run", ({ type }) => type === "run.started");
    await up.event("the wait for ready", (event) => event.type === "act.intended" && event.act === "ready backend");
    return { up, run: begun.type === "run.started" ? begun.run : 0 };
  };
  const verdictOf = (stdout: string) => eventsIn(stdout).flatMap((event) => (event.type === "deployment.closed" ? [event.verdict] : []));

  test("is cancelled before the switch: what served is all that runs", async () => {
    const { up, run } = await waitingToBeReady();
    const cancel = await project.seaway(["cancel", String(run)]);
    expect(cancel.stderr).toMatch(/was cancelled\. local still serves r1: 2\/2 processes healthy, no request failed\.\n$/);
    expect(await serving()).toEqual(before);
    const followed = await up.ended;
    expect([followed.code, verdictOf(followed.stdout)]).toEqual([130, ["contained"]]);
  });

  test("is cancelled after its engine was killed", async () => {
    const { up, run } = await waitingToBeReady();
    killNow({ pid: engineOf(project, run) ?? 0 }, "the engine");
    await up.ended;
    expect(await serving()).not.toEqual(before);
    const cancel = await project.seaway(["cancel", String(run)]);
    expect(cancel.stderr).toMatch(/was cancelled\. local still serves r1: 2\/2 processes healthy/);
    expect(await serving()).toEqual(before);
  });

  test("goes on when Ctrl-C comes twice: the command leaves, the engine ends the run", async () => {
    const { up, run } = await waitingToBeReady();
    up.signal("SIGINT");
    await until("the first Ctrl-C to be heard", () => up.stderr().includes("Ctrl-C again to leave it running"));
    up.signal("SIGINT");
    const left = await up.ended;
    expect(left.code).toBe(130);
    const attached = await project.seaway(["attach", String(run), "--json"]);
    expect(eventsIn(attached.stdout).at(-1)).toMatchObject({ type: "run.finished", outcome: "cancelled", exitCode: 130 });
    expect(await serving()).toEqual(before);
  });
});
