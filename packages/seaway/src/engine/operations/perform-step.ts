import type { Change, Plan, PlannedStep } from "../../model/plan.ts";
import type { Problem } from "../../model/problem.ts";
import type { Json } from "../../std/json.ts";
import { failure } from "../../model/errors/failure.ts";
import { digestOf } from "../../std/digest.ts";
import { mustHave } from "../../std/must-have.ts";
import { nameOf } from "../plan/settings.ts";
import { ROLLOUT } from "../plan/to-steps.ts";
import type { NodeIdentity } from "../ports/provider.ts";
import type { EngineActs } from "../run/acts.ts";
import type { Ports } from "../ports/ports.ts";
import type { Batch, RecordedNode } from "../ports/store.ts";
import type { Journal } from "../run/journal.ts";
import type { Outcome } from "../run/outcome.ts";
import { deploy } from "./deploy.ts";
import { explainFailure } from "./explain-failure.ts";
import { keptArtifacts } from "./kept-artifacts.ts";
import { migrate, type Migrated } from "./migrate.ts";
import { openDeployment } from "./open-deployment.ts";
import { reportOf } from "./report-of.ts";

export interface StepWork {
  readonly run: number;
  readonly plan: Plan;
  readonly fence: number;
  readonly journal: Journal;
  readonly ports: Ports;
  readonly stop: AbortSignal;
}

/** What one step of a plan does: the rollout of all services, a task, or the change of one resource by its kind. */
export async function performStep(step: PlannedStep, acts: EngineActs, work: StepWork): Promise<Outcome> {
  if (step.id === ROLLOUT) return step.action === "destroy" ? takeAway(acts, work) : rollOut(acts, work);
  const change = mustHave(
    work.plan.changes.find(({ node }) => node === step.id),
    step.id,
  );
  return change.key === undefined ? changeResource(change, acts, work) : runTask(change, acts, work);
}

async function rollOut(acts: EngineActs, work: StepWork): Promise<Outcome> {
  const { ports, stop } = work;
  const opened = await openDeployment({ ...work, acts });
  const { provider, runtime, clock, store } = ports;
  const pruneArtifacts = async (): Promise<void> => provider.tasks[provider.kinds.build]?.prune?.(await keptArtifacts(store));
  const explained = (problem: Problem, applied: Migrated["applied"]): Promise<Problem> =>
    explainFailure(problem, { opened, applied }, ports);
  const bringForward = (note: (migrated: Migrated) => void): Promise<void> => migrate(opened, { plan: work.plan, ports, acts, stop }, note);
  return deploy({ opened, runtime, acts, clock, stop, migrate: bringForward, pruneArtifacts, explained });
}

async function takeAway(acts: EngineActs, { plan, fence, ports }: StepWork): Promise<Outcome> {
  const { project } = ports;
  const { environment } = plan;
  await acts.act("remove", async () => {
    await ports.runtime.remove({ project, environment, fence });
    return null;
  });
  const services = plan.changes.filter(({ kind }) => kind === "service").map(({ node }) => node);
  return { kind: "succeeded", note: `${services.length} services stopped`, batch: { nodes: { environment, remove: services } } };
}

async function runTask({ node, kind, desired, key, keyedBy = [] }: Change, acts: EngineActs, work: StepWork): Promise<Outcome> {
  const { run, plan, ports } = work;
  const { project } = ports;
  const { environment } = plan;
  const task = mustHave(ports.provider.tasks[kind], kind);
  const identity = { project, environment, node };
  // Begun by an engine that died, and to be ended by this one; what it was made from may have moved since.
  if (acts.signal.aborted) {
    await task.abandon?.(identity, acts);
    return { kind: "cancelled" };
  }
  // Tests that somebody named run whenever he asks, and their result is nobody's answer later.
  const isAsked = kind === ports.provider.kinds.suite && plan.selection?.only[nameOf(node)] !== undefined;
  const cached = isAsked ? undefined : await ports.store.artifact(mustHave(key, `key of ${node}`));
  if (cached && (await task.intact(cached.outputs))) return { kind: "cached", note: `from cache, made by #${cached.run}` };

  const inputs = { ...(await task.inputs(identity, desired as Json)), ...keysOf(keyedBy, plan) };
  if (`sha256:${await digestOf(inputs)}` !== key) {
    await task.abandon?.(identity, acts);
    throw failure("SEA-8402", { plan: plan.id, moved: [`the sources of ${node} changed`] });
  }
  const upstream = await upstreamOf(node, work);
  const { outputs, note, failed, suite } = await task.run(identity, desired as Json, { inputs, upstream }, acts);
  const reported =
    suite === undefined ? {} : { suite: await reportOf(suite, { run, node, environment, key: mustHave(key, node) }, acts, ports.store) };
  if (failed) return { kind: "failed", problem: failed, batch: reported };
  const cache = { key: mustHave(key, `key of ${node}`), project, node, inputs, outputs, run, atMs: ports.clock.now() };
  const flaky = "suite" in reported && reported.suite.report.totals.flaky > 0;
  return {
    kind: "succeeded",
    ...(note === undefined ? {} : { note }),
    ...(flaky ? { attention: true as const } : {}),
    batch: isAsked ? reported : { cache, ...reported },
  };
}

/** A task whose key depends on others' keys has them among its inputs, by their nodes. */
const keysOf = (nodes: readonly string[], { changes }: Plan): Readonly<Record<string, string>> =>
  Object.fromEntries(nodes.map((node) => [node, mustHave(changes.find((change) => change.node === node)?.key, `key of ${node}`)]));

/** What the tasks that it waits for have made. */
async function upstreamOf(node: string, { plan, ports }: StepWork): Promise<Readonly<Record<string, Json>>> {
  const needs = plan.steps.find(({ id }) => id === node)?.dependsOn ?? [];
  const made = needs.flatMap((other) => {
    const key = plan.changes.find((change) => change.node === other)?.key;
    return key === undefined ? [] : [{ other, key }];
  });
  const entries = made.map(
    async ({ other, key }) => [other, mustHave(await ports.store.artifact(key), `result of ${other}`).outputs] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function changeResource(change: Change, acts: EngineActs, work: StepWork): Promise<Outcome> {
  const { node, kind, action, desired } = change;
  const { environment } = work.plan;
  const { project, provider, store } = work.ports;
  const resource = mustHave(provider.resources[kind], `kind ${kind}`);
  const identity: NodeIdentity = { project, environment, node };
  const recorded = (await store.nodes(environment)).find((other) => other.node === node);

  if (action === "destroy" || action === "recreate") {
    if (recorded) await resource.delete?.(identity, recorded, acts);
    if (action === "destroy") return { kind: "succeeded", note: "deleted", batch: { nodes: { environment, remove: [node] } } };
  }
  if (action === "update" && recorded && resource.update) {
    const outputs = await resource.update(identity, desired as Json, recorded, acts);
    return { kind: "succeeded", note: "changed", batch: put(change, outputs, resource.holdsData, work) };
  }
  await announce(change, recorded, resource.holdsData, work);
  const outputs = await resource.create(identity, desired as Json, acts);
  return {
    kind: "succeeded",
    note: recorded === undefined || recorded.unfinished === true ? "created" : "created again",
    batch: put(change, outputs, resource.holdsData, work),
  };
}

/** From here on something may be there: whoever comes after a kill must know of it, to finish it or to take it away. */
async function announce(change: Change, recorded: RecordedNode | undefined, holdsData: boolean, work: StepWork): Promise<void> {
  const { nodes } = put(change, recorded?.outputs ?? {}, holdsData, work);
  const unfinished = nodes?.put?.map((node): RecordedNode => ({ ...node, unfinished: true })) ?? [];
  await work.journal.append([], { nodes: { environment: work.plan.environment, put: unfinished } });
}

function put({ node, kind, desired }: Change, outputs: Json, holdsData: boolean, { run, plan, ports }: StepWork): Batch {
  const record: RecordedNode = { node, kind, holdsData, props: desired as Json, outputs, run, atMs: ports.clock.now() };
  return { nodes: { environment: plan.environment, put: [record] } };
}
