import { readCommit } from "../../adapters/sources/read-commit.ts";
import { describeWorld } from "../../engine/operations/describe-world.ts";
import { plan as planOperation } from "../../engine/operations/plan.ts";
import type { PlanRequest } from "../../engine/plan/observe.ts";
import { foldAll } from "../../model/events/fold.ts";
import type { Plan } from "../../model/plan.ts";
import type { WorldState } from "../../model/world-state.ts";
import type { Ports } from "../../engine/ports/ports.ts";
import type { ObservedRuntime } from "../../engine/ports/runtime.ts";
import type { Json } from "../../std/json.ts";
import type { OpenEnvironment } from "./open-environment.ts";
import type { PlanFacts } from "./render/plan.ts";
import type { Io } from "./terminal/io.ts";

export interface MadePlan {
  readonly plan: Plan;
  readonly facts: PlanFacts;
  /** How the environment stood when it was made. */
  readonly world: WorldState;
  /** What was recorded of each node; read only when somebody wants to see the difference. */
  readonly recorded: () => Promise<ReadonlyMap<string, Json>>;
}

/** Enough to tell a typical duration, few enough to be read in no time. */
const RECENT_RUNS = 10;

/** Makes a plan, keeps it in the store, and gathers what is told beside it. */
export async function makePlan(
  open: OpenEnvironment,
  verb: Plan["verb"],
  allowDestroy: readonly string[],
  io: Pick<Io, "now">,
): Promise<MadePlan> {
  const { project, environment, definition } = open;
  const commit = readCommit(project.folder);
  return makePlanOf(open, { verb, environment, definition, whole: project.definition, commit, allowDestroy }, io);
}

/** The same for what is asked for in another way: an existing release. */
export async function makePlanOf(open: OpenEnvironment, request: PlanRequest, io: Pick<Io, "now">): Promise<MadePlan> {
  const { ports, environment, defaulted } = open;
  const startedAtMs = io.now();
  const looking = seenOnce(ports);
  const [plan, { world }, recentMs] = await Promise.all([
    planOperation(request, looking),
    describeWorld(environment, request.definition, looking),
    recentDurations(open),
  ]);
  const facts: PlanFacts = {
    defaulted,
    readMs: io.now() - startedAtMs,
    recentMs,
    show: "changes",
    all: false,
    ...(world.serving === undefined ? {} : { serving: world.serving }),
  };
  const recorded = async (): Promise<ReadonlyMap<string, Json>> =>
    new Map((await ports.store.nodes(environment)).map(({ node, props }) => [node, props]));
  return { plan, facts, world, recorded };
}

/** One look at the runtime serves the plan and the state line: they can't disagree, and no instance is asked twice. */
function seenOnce(ports: Ports): Ports {
  let seen: Promise<ObservedRuntime> | undefined;
  return { ...ports, runtime: { ...ports.runtime, observe: (place) => (seen ??= ports.runtime.observe(place)) } };
}

/** Of the last runs that went well here, in milliseconds. */
async function recentDurations({ ports, environment }: Pick<OpenEnvironment, "ports" | "environment">): Promise<readonly number[]> {
  const runs = await ports.store.runs({ environment, limit: RECENT_RUNS });
  const views = await Promise.all(runs.map(async ({ number }) => foldAll(await ports.store.events(number))));
  return views.flatMap(({ state, startedAtMs, finishedAtMs }) =>
    state === "succeeded" && startedAtMs !== undefined && finishedAtMs !== undefined ? [finishedAtMs - startedAtMs] : [],
  );
}

/** The median, once there are two to compare. */
export const typicalOf = (durations: readonly number[]): number | undefined =>
  durations.length < 2 ? undefined : durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)];
