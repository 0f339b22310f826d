import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { countedPrograms, type CountedPrograms } from "./counted-programs.ts";
import { killAlong, startKilledEngine, untilEachWasMet } from "./kill-along.ts";
import { engineOf, halfMade, stateOfProject } from "./outside.ts";
import { killNow, processesNaming, readProcess } from "./process-table.ts";
import { psql } from "./psql.ts";
import { madeOf, programsOf } from "./serving-world.ts";
import { startSeaway } from "./started.ts";
import { until } from "./until.ts";
import type { UsersProject } from "./users-project.ts";

/*
 * The engine is killed by SIGKILL at every write of its journal, once just before it and once just after it. What comes of it is the world
 * of an unbroken run, and each act happened once, counted by the programs themselves and by the rows that they leave.
 */
const ONCE = {
  "fill schema": 1,
  "fill seed": 1,
  initdb: 1,
  "install backend": 1,
  "install frontend": 1,
  // One for each of two lists of requirements.
  "make environment": 2,
  "start backend": 1,
  "start frontend": 1,
  "start postgres": 1,
};
const PAGE = { title: "Users", users: 5, rows: ["5|5|5"], plan: "nothing to do", halfMade: [] };
const DEALING = { runs: 6, roundsAtMost: 6 };

let counted: CountedPrograms;
let first: Unbroken;
let change: Unbroken;
const projects = new Set<UsersProject>();

interface Unbroken {
  readonly boundaries: readonly string[];
  readonly programs: Readonly<Record<string, number>>;
  readonly made: readonly string[];
}

beforeAll(async () => {
  counted = await countedPrograms();
  const project = begin(1);
  first = await unbroken(project);
  expect(await pageOf(project)).toEqual(PAGE);
  expect(counted.countsOf(project)).toEqual(ONCE);
  expect(first.programs).toMatchObject({ gunicorn: 6, "postgres.real": 1 });
  retitle(project, "Users", "Unbroken");
  change = await unbroken(project);
  expect(counted.countsOf(project)).toEqual({ ...ONCE, "start frontend": 2 });
  await remove(project);
});
afterEach(async () => void (await Promise.all([...projects].map(remove))));
afterAll(() => counted.remove());

/** Other runs of this file may go on beside this one. */
const mark = randomBytes(4).toString("hex");

/** Two lanes: a project's id is there once at a time, and comes again to builds that are in the cache of packages. */
function begin(lane: number): UsersProject {
  const project = counted.project(`users-${mark}0${lane}`);
  projects.add(project);
  return project;
}

async function remove(project: UsersProject): Promise<void> {
  projects.delete(project);
  await project.remove();
  await until("every process of the project is gone", () => Object.keys(programsOf(project)).length === 0);
}

async function unbroken(project: UsersProject): Promise<Unbroken> {
  const engine = await startKilledEngine(project, {});
  expect(engine.said).toBe("exit 0");
  // Notes for people come beside an act, and which of them come is left to chance; these come in every run.
  const boundaries = engine.boundaries.filter((name) => !name.includes("step.progressed") || /installs|\.sql$/.test(name));
  return { boundaries: [...new Set(boundaries)], programs: programsOf(project), made: madeOf(project) };
}

/** The page, the rows and the files of a project that serves, and what a plan says of it. */
async function pageOf(project: UsersProject) {
  const { stdout: url } = await project.seaway(["up"]);
  const html = await (await fetch(url.trim())).text();
  return {
    title: /<title>(.*)<\/title>/.exec(html)?.[1],
    users: html.match(/[\w.]+@example\.org/g)?.length,
    rows: psql(project, "select count(*), count(distinct email), max(id) from users"),
    plan: (await project.seaway(["plan", "--exit-code", "--quiet"])).code === 0 ? "nothing to do" : "something is left",
    halfMade: halfMade(project),
  };
}

const retitle = (project: UsersProject, from: string, to: string): void =>
  project.edit("frontend/templates/users.html", `${from}</title>`, `${to}</title>`);

async function resume(project: UsersProject): Promise<void> {
  await project.seaway(["up", "--resume"]);
  await expectGoodEnd(project);
}

/** The newest run ended well; where it did not, the difference says why. */
async function expectGoodEnd(project: UsersProject): Promise<void> {
  const { stdout } = await project.seaway(["history", "--json", "--limit", "1"]);
  const [{ state, steps }] = (JSON.parse(stdout) as { runs: [{ state: string; steps: readonly { problem?: object }[] }] }).runs;
  expect({ state, problems: steps.flatMap(({ problem }) => problem ?? []) }).toEqual({ state: "succeeded", problems: [] });
}

test("a first up that is killed at every write ends as an unbroken one, and did each act once", async () => {
  const runs = await untilEachWasMet(
    first.boundaries,
    async (hand, lane) => {
      const project = begin(lane);
      const { met, over } = await killAlong(project, hand);
      await (over ? expectGoodEnd : resume)(project);
      expect(counted.countsOf(project), `killed at ${met.join(", ")}`).toEqual(ONCE);
      expect(await pageOf(project), `killed at ${met.join(", ")}`).toEqual(PAGE);
      expect(madeOf(project)).toEqual(first.made);
      await until("the same programs run as after an unbroken run", () => isSame(programsOf(project), first.programs));
      await remove(project);
      return met;
    },
    DEALING,
  );
  console.log(`first up: ${first.boundaries.length} boundaries, ${runs} runs`);
});

test("a change that is killed at every write ends as an unbroken one, and started one instance", async () => {
  const lanes = new Map<number, { readonly project: UsersProject; title: string; changes: number }>();
  const runs = await untilEachWasMet(
    change.boundaries,
    async (hand, number) => {
      const lane = lanes.get(number) ?? { project: begin(number), title: "Users", changes: 0 };
      if (!lanes.has(number)) expect((await lane.project.seaway(["up", "--yes"])).code).toBe(0);
      lanes.set(number, lane);
      const { project } = lane;
      lane.changes += 1;
      const title = `Users ${lane.changes}`;
      retitle(project, lane.title, title);
      lane.title = title;
      const { met, over } = await killAlong(project, hand);
      await (over ? expectGoodEnd : resume)(project);
      expect(counted.countsOf(project), `killed at ${met.join(", ")}`).toEqual({ ...ONCE, "start frontend": 1 + lane.changes });
      expect(await pageOf(project), `killed at ${met.join(", ")}`).toEqual({ ...PAGE, title });
      await until("the same programs run as after an unbroken run", () => isSame(programsOf(project), change.programs));
      return met;
    },
    DEALING,
  );
  console.log(`change: ${change.boundaries.length} boundaries, ${runs} runs`);
});

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

test("a build goes on without its engine, and the next engine attaches to it", async () => {
  const project = begin(1);
  await killWhileInstalling(project);
  await resume(project);
  expect(counted.countsOf(project)).toEqual(ONCE);
  expect(await pageOf(project)).toEqual(PAGE);
});

test("without the files of its commands a resumed run builds twice (negative control)", async () => {
  const project = begin(1);
  await killWhileInstalling(project);
  for (const step of ["build.backend", "build.frontend"]) rmSync(join(stateOfProject(project), "runs", "1", step), { recursive: true });
  // How that ends is left open: what one installer makes, the other one may be taking apart.
  await project.seaway(["up", "--resume"]);
  expect(counted.countsOf(project)).toMatchObject({ "install backend": 2, "install frontend": 2 });
});

test("without the acts in its journal a resumed run starts instances twice (negative control)", async () => {
  const project = begin(1);
  const killed = await startKilledEngine(project, { dieAt: ["before act.finished rollout verify"] });
  expect(killed.boundaries.at(-1)).toBe("before act.finished rollout verify");
  const engine = await startKilledEngine(project, { run: 1, forget: true });
  expect(engine.said).toBe("exit 0");
  expect(counted.countsOf(project)).toMatchObject({ "start backend": 2, "start frontend": 2 });
});

/** Kills the engine of a first `up` while both installers run, and comes back when they have ended by themselves. */
async function killWhileInstalling(project: UsersProject): Promise<void> {
  const { release } = counted.holdInstalls();
  try {
    const up = startSeaway(project, ["up", "--yes"]);
    await until("both installers run", () => {
      const counts = counted.countsOf(project);
      return counts["install backend"] === 1 && counts["install frontend"] === 1;
    });
    killNow(readProcess(engineOf(project, 1) ?? 0), "the engine");
    await up.ended;
    expect(installersOf(project)).toHaveLength(2);
  } finally {
    release();
  }
  await until("both installers have ended", () => installersOf(project).length === 0);
}

const installersOf = ({ root }: UsersProject) =>
  processesNaming(root).filter(({ argv }) => argv[1]?.endsWith("/bin/uv") && argv[2] === "pip");
