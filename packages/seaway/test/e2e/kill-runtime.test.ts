import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshConnections, posts } from "../load/client.ts";
import { compareLedger } from "../load/ledger.ts";
import { killNow, processesNaming, type ListedProcess } from "./process-table.ts";
import { processesWith } from "./environment-of.ts";
import { psql, psqlProgram } from "./psql.ts";
import { serversOf } from "./serving-world.ts";
import { steadyVisitor } from "./steady-visitor.ts";
import { until } from "./until.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

/*
 * What serves is killed by SIGKILL at random moments: the runtime (supervisor and proxy), its sh parent, PostgreSQL. A visitor and one who
 * adds users tell how long nobody served; /proc tells that the instances are the same processes as before.
 */
const KILLS = 10;
/** On a quiet machine 2 s are due (printed below); on one with two cores and much else to do it takes longer to start anything. */
const LIMIT_MS = 10_000;

const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
const random = mulberry32(seed);
/** Between two kills; the moment is what is left to chance. */
const aMoment = (fromMs: number, toMs: number): Promise<void> => sleep(fromMs + random() * (toMs - fromMs));

let project: UsersProject;
let url: string;

beforeAll(async () => {
  console.log(`seed ${seed}`);
  project = usersProject();
  // While the runtime is dead its port is free for everybody, and whoever starts the example beside this would take 5000.
  project.edit("seaway.config.ts", "port: 5000", `port: ${20_000 + (seed % 10_000)}`);
  project.commit("Listen where nobody else does");
  const first = await project.seaway(["up", "-y", "-q"]);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  url = `${first.stdout.trim()}/`;
});
afterAll(() => project.remove());

test("the same instances serve again after the runtime was killed, and none was started", async () => {
  const visitor = steadyVisitor(freshConnections({ url, perSecond: 0 }));
  const before = instances();
  expect(before).toHaveLength(6);
  const tookMs: number[] = [];
  try {
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await aMoment(200, 1_500);
      const { parent, process } = await until("the runtime is there", () => findRuntime(project));
      killNow(process, "the runtime");
      tookMs.push(await visitor.servedAgain());
      const now = findRuntime(project);
      expect(now?.parent).toEqual(parent);
      expect(now?.process.pid).not.toBe(process.pid);
    }
  } finally {
    await visitor.leave();
  }
  report("runtime", tookMs, visitor);
  expect(instances()).toEqual(before);
  expect(Math.max(...tookMs)).toBeLessThan(LIMIT_MS);
});

test("a runtime whose parent was killed with it is started by the next up, and the same instances serve", async () => {
  const before = instances();
  const { parent, process } = await until("the runtime is there", () => findRuntime(project));
  // The parent first: it would start another one.
  killNow(parent, "the runtime's parent");
  killNow(process, "the runtime");
  await until("nobody listens any more", () =>
    fetch(url).then(
      () => false,
      () => true,
    ),
  );
  expect(await project.seaway(["up", "-y", "-q"])).toEqual({ code: 0, stdout: `${url.slice(0, -1)}\n`, stderr: "" });
  expect((await fetch(url)).status).toBe(200);
  expect(instances()).toEqual(before);
});

test("no acknowledged row is lost when PostgreSQL is killed, and the application goes on without a restart", async () => {
  const before = instances();
  const form = (id: string) => ({ name: `Added ${id}`, email: `${id}@example.org` });
  const writer = steadyVisitor(posts({ url, perSecond: 0, prefix: `kill-${seed}`, form }));
  const tookMs: number[] = [];
  try {
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await aMoment(500, 4_000);
      killNow(await until("PostgreSQL is there", () => findPostmaster(project)), "PostgreSQL");
      tookMs.push(await writer.servedAgain());
    }
  } finally {
    await writer.leave();
  }
  report("PostgreSQL", tookMs, writer);
  const rows = psql(project, `select split_part(email, '@', 1) from users where email like 'kill-%'`);
  // A row that nobody was told of is right: the answer was on its way when the server died.
  expect(compareLedger(writer.acknowledged, rows)).toMatchObject({ lost: [], doubled: [] });
  expect(writer.acknowledged.length).toBeGreaterThan(KILLS);
  expect(instances()).toEqual(before);
  expect(Math.max(...tookMs)).toBeLessThan(LIMIT_MS);
});

test("PostgreSQL serves again although a query was under way that takes minutes", async () => {
  const uri = processesWith("DATABASE_URI", project)[0]?.env.DATABASE_URI ?? "";
  // It counts without ever waiting for anything, and so does not notice that its server is gone.
  const query = spawn(psqlProgram(), [uri, "-X", "-c", "select count(*) from generate_series(1, 2000000000)"], { stdio: "ignore" });
  const ended = once(query, "close");
  const counts = "select count(*) from pg_stat_activity where query like '%generate_series%' and pid <> pg_backend_pid()";
  await until("the query is under way", () => psql(project, counts)[0] === "1");
  const killedAtMs = performance.now();
  killNow(findPostmaster(project), "PostgreSQL");
  await until("PostgreSQL answers", () => answers("select 1"));
  console.log(`PostgreSQL killed under a query, answered after ${Math.round(performance.now() - killedAtMs)} ms`);
  expect(performance.now() - killedAtMs).toBeLessThan(LIMIT_MS);
  await ended;
});

function answers(sql: string): boolean {
  try {
    return psql(project, sql).length > 0;
  } catch {
    return false;
  }
}

/** Which processes serve: pid and start ticks of each. */
const instances = (): readonly string[] => serversOf(project).map(({ pid, startTicks }) => `${pid} ${startTicks}`);

interface LocalRuntime {
  /** The sh that starts it again. */
  readonly parent: ListedProcess;
  readonly process: ListedProcess;
}

function findRuntime({ root }: UsersProject): LocalRuntime | undefined {
  const parent = processesNaming(root).find(({ argv }) => argv[1]?.endsWith("/runtime.sh"));
  const process = processesNaming("/runtime-process.").find((other) => other.parent === parent?.pid);
  return parent === undefined || process === undefined ? undefined : { parent, process };
}

/** PostgreSQL's first process; those that it starts give themselves other names. */
const findPostmaster = ({ state }: UsersProject): ListedProcess | undefined =>
  processesNaming(state).find(({ argv }) => argv[0]?.endsWith("/postgres") && argv[1] === "-D");

function report(what: string, tookMs: readonly number[], { sent, failed }: { readonly sent: number; readonly failed: number }): void {
  const sorted = tookMs.map(Math.round).toSorted((a, b) => a - b);
  console.log(`${what} killed ${sorted.length} times, served again after ${sorted.join(", ")} ms; ${failed} of ${sent} requests failed`);
}

/** A small generator whose course is told by its seed. @source https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
