import { failure } from "../../model/errors/failure.ts";
import { foldAll } from "../../model/events/fold.ts";
import type { Holder } from "../../model/events/run-event.ts";
import type { RunView, StepView } from "../../model/events/run-view.ts";
import type { NodeId, RunNumber } from "../../model/numbers.ts";
import type { Change, Plan } from "../../model/plan.ts";
import { mustHave } from "../../std/must-have.ts";
import { ROLLOUT } from "../plan/to-steps.ts";
import type { Store } from "../ports/store.ts";

/** Why a node was treated as it was in one run, down to the file or the variable. */
export interface WhyAnswer {
  readonly node: NodeId;
  readonly run: RunNumber;
  readonly change: Change;
  /** How its step went; absent: the plan had nothing to do with it. */
  readonly step?: StepView;
  /** The newest earlier run whose plan knew the node, and what was done then. */
  readonly before?: { readonly run: RunNumber; readonly action: Change["action"] };
  /** How long it stood ready and could not begin, and for what. */
  readonly waited?: { readonly ms: number; readonly for: string };
  /** How long it took, beside the runs before. */
  readonly took?: { readonly ms: number; readonly medianMs?: number; readonly of: number };
}

export interface WhyQuestion {
  readonly node: NodeId;
  readonly environment: string;
  /** Absent: the newest run that changed the node. */
  readonly run?: RunNumber;
}

const LOOK_BACK = 20;

/** @throws SEA-8404 no such run, SEA-8412 no run knows the node */
export async function why({ node, environment, run }: WhyQuestion, store: Store): Promise<WhyAnswer> {
  if (run !== undefined && (await store.run(run)) === undefined) throw failure("SEA-8404", { run });
  const known = (await read(environment, store)).filter(({ plan }) => changeOf(plan, node) !== undefined);
  const told =
    run === undefined ? (known.find(({ plan }) => acts(changeOf(plan, node))) ?? known[0]) : known.find(({ view }) => view.run === run);
  if (told === undefined) throw failure("SEA-8412", { node, nodes: await nodesOf(environment, store) });

  const earlier = known.slice(known.indexOf(told) + 1);
  const change = mustHave(changeOf(told.plan, node), node);
  const step = stepOf(told.view, change);
  const before = earlier[0];
  return {
    node,
    run: told.view.run,
    change,
    ...(step === undefined ? {} : { step }),
    ...(before === undefined ? {} : { before: { run: before.view.run, action: mustHave(changeOf(before.plan, node), node).action } }),
    ...waited(told, step),
    ...took(step, earlier, node),
  };
}

interface Told {
  readonly plan: Plan;
  readonly view: RunView;
  /** When the lock was taken, and from whom it was waited for. */
  readonly lockedAtMs: number | undefined;
  readonly holder: Holder | undefined;
}

async function read(environment: string, store: Store): Promise<Told[]> {
  const runs = await store.runs({ environment, limit: LOOK_BACK });
  return Promise.all(
    runs.map(async (record) => {
      const events = await store.events(record.number);
      const plan = mustHave(await store.plan(record.plan), `plan of run ${record.number}`);
      const view = { ...foldAll(events), run: record.number };
      const lockedAtMs = events.find(({ type }) => type === "run.locked")?.atMs;
      return { plan, view, lockedAtMs, holder: events.find((event) => event.type === "run.waiting")?.holder };
    }),
  );
}

const changeOf = (plan: Plan, node: NodeId): Change | undefined => plan.changes.find((change) => change.node === node);
const acts = (change: Change | undefined): boolean => change !== undefined && change.action !== "same" && change.action !== "cached";
const stepOf = ({ steps }: RunView, { kind, node }: Change): StepView | undefined =>
  steps.find(({ id }) => id === (kind === "service" ? ROLLOUT : node));

/** The last thing that had to end before it could begin: the holder of the environment, or the slowest node that it depends on. */
function waited({ view, lockedAtMs, holder }: Told, step: StepView | undefined): Pick<WhyAnswer, "waited"> {
  if (step?.startedAtMs === undefined || view.startedAtMs === undefined) return {};
  const needs = view.steps.filter(({ id, finishedAtMs }) => step.dependsOn.includes(id) && finishedAtMs !== undefined);
  const last = needs.toSorted((a, b) => (b.finishedAtMs ?? 0) - (a.finishedAtMs ?? 0))[0];
  if (last) return { waited: { ms: step.startedAtMs - (lockedAtMs ?? view.startedAtMs), for: last.id } };
  return holder && lockedAtMs !== undefined
    ? { waited: { ms: lockedAtMs - view.startedAtMs, for: `#${holder.run} of ${holder.user}` } }
    : {};
}

function took(step: StepView | undefined, earlier: readonly Told[], node: NodeId): Pick<WhyAnswer, "took"> {
  const ms = durationOf(step);
  if (ms === undefined) return {};
  const others = earlier.flatMap(({ plan, view }) => {
    const change = changeOf(plan, node);
    const other = change && acts(change) ? durationOf(stepOf(view, change)) : undefined;
    return other === undefined ? [] : [other];
  });
  const medianMs = others.toSorted((a, b) => a - b)[Math.floor(others.length / 2)];
  return { took: { ms, of: others.length, ...(medianMs === undefined ? {} : { medianMs }) } };
}

function durationOf(step: StepView | undefined): number | undefined {
  return step?.startedAtMs === undefined || step.finishedAtMs === undefined ? undefined : step.finishedAtMs - step.startedAtMs;
}

async function nodesOf(environment: string, store: Store): Promise<string[]> {
  return (await store.nodes(environment)).map(({ node }) => node);
}
