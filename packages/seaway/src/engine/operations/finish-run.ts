import { errors } from "../../model/errors/errors.ts";
import type { SeawayError } from "../../model/errors/failure.ts";
import { foldAll } from "../../model/events/fold.ts";
import type { NumberedEvent, OutcomeKind } from "../../model/events/run-event.ts";
import type { Plan } from "../../model/plan.ts";
import type { WorldState } from "../../model/world-state.ts";
import type { Ports } from "../ports/ports.ts";
import type { RunRecord } from "../ports/store.ts";
import type { Journal } from "../run/journal.ts";
import { describeWorld } from "./describe-world.ts";
import { exitCodeOf } from "./exit-code.ts";

/** A run while its engine works on it. */
export interface RunContext {
  readonly record: RunRecord;
  readonly plan: Plan;
  /** Events of engines before this one; empty for a fresh run. */
  readonly past: readonly NumberedEvent[];
  readonly journal: Journal;
  readonly ports: Ports;
}

/** Closes a run with how the world stands, read at this moment. @returns its exit code */
export async function finishRun(outcomes: ReadonlyMap<string, OutcomeKind>, { record, plan, journal, ports }: RunContext): Promise<number> {
  const view = foldAll(await ports.store.events(record.number));
  const problems = view.steps.flatMap(({ problem, state }) => (problem && state === "failed" ? [problem] : []));
  const exitCode = exitCodeOf(plan.steps, outcomes, view.verdict);
  const outcome: OutcomeKind = exitCode === 0 ? "succeeded" : exitCode === 130 ? "cancelled" : "failed";
  const world = await worldSince(record.number, plan, ports);
  await journal.append([{ type: "run.finished", outcome, exitCode, problems, world }]);
  return exitCode;
}

/** Ends a run before its first act. */
export async function refuseRun({ problem }: SeawayError, { plan, journal, ports }: RunContext): Promise<number> {
  const exitCode = (errors as Readonly<Record<string, { readonly exit?: number }>>)[problem.code]?.exit ?? 1;
  const { world } = await describeWorld(plan.environment, plan.definition, ports);
  await journal.append([{ type: "run.finished", outcome: "failed", exitCode, problems: [problem], world }]);
  return exitCode;
}

/** Ends a run that was cancelled while it waited for the lock: nothing of it was begun. @returns its exit code */
export async function leaveRun(context: RunContext): Promise<number> {
  const { plan, journal } = context;
  await journal.append(plan.steps.map(({ id }) => ({ type: "step.finished", step: id, outcome: "skipped" })));
  return finishRun(new Map(plan.steps.map(({ id }) => [id, "skipped"])), context);
}

async function worldSince(run: number, plan: Plan, ports: Ports): Promise<WorldState> {
  const { world, runtime } = await describeWorld(plan.environment, plan.definition, ports);
  const events = await ports.store.events(run);
  const before = events.find((event) => event.type === "run.locked")?.before;
  const moved = movedAddresses(before?.urls ?? [], world.urls);
  const failed = before?.failedRequests === undefined ? -1 : runtime.requests.failed - before.failedRequests;
  return {
    ...world,
    // A runtime that was started anew counts from nothing: then nobody knows, and nothing is said.
    ...(failed >= 0 ? { failedRequests: failed } : {}),
    ...(before?.serving === undefined ? {} : { before: before.serving }),
    ...(moved.length > 0 ? { moved } : {}),
    ...(plan.kept.length > 0 ? { kept: plan.kept } : {}),
  };
}

/** Addresses are kept; one that nothing listened at for a while may have been taken by somebody else. */
const movedAddresses = (before: WorldState["urls"], now: WorldState["urls"]): NonNullable<WorldState["moved"]> =>
  before.length === now.length
    ? before.flatMap((from, index) => {
        const to = now[index];
        return to === undefined || to === from ? [] : [{ from, to }];
      })
    : [];
