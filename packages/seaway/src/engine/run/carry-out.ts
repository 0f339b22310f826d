import type { PlannedStep } from "../../model/plan.ts";
import { SeawayError, toProblem } from "../../model/errors/failure.ts";
import type { OutcomeKind } from "../../model/events/run-event.ts";
import { GraphBuilder } from "../graph/graph.ts";
import { walk } from "../graph/walk.ts";
import type { Clock } from "../ports/clock.ts";
import { actsOf, type EngineActs } from "./acts.ts";
import type { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";
import type { ActProgress, Progress, StepProgress } from "./progress.ts";
import type { Attempt, AttemptContext } from "./steps/attempt.ts";
import { retry, type Retry } from "./steps/retry.ts";
import { timeout } from "./steps/timeout.ts";

/*
 * Carries a plan out: when, how wide, how often. Steps come in, outcomes go out, and everything between is in the journal. What a step
 * does is given by the operation; what it was decided for is in the plan.
 */
export interface CarryOut {
  readonly steps: readonly PlannedStep[];
  /** What was done before this engine: empty for a fresh run. */
  readonly progress: Progress;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly newToken: () => string;
  /** Folder of one attempt at a step. */
  readonly folder: (step: string, attempt: number) => string;
  readonly perform: (step: PlannedStep, acts: EngineActs) => Promise<Outcome>;
  readonly policy: (step: PlannedStep) => StepPolicy;
  /** Aborted by a cancel: nothing more is begun. */
  readonly stop: AbortSignal;
}

export interface StepPolicy {
  readonly limitMs?: number;
  readonly retry?: Retry;
  /** What ends a step that is under way. */
  readonly signal: AbortSignal;
}

/** @returns how each step ended, those of earlier engines included. */
export async function carryOut(work: CarryOut): Promise<ReadonlyMap<string, OutcomeKind>> {
  const outcomes = new Map<string, OutcomeKind>();
  const graph = new GraphBuilder<PlannedStep>();
  for (const step of work.steps) graph.add(step);
  for (const step of work.steps) for (const other of step.dependsOn) graph.connect(step.id, other);

  await walk(graph, {
    // What a dead engine left under way is visited even so: only its step knows how to end it. So is what it finished, or nothing behind
    // that would be visited.
    stopped: ({ id }) => work.stop.aborted && !isBegun(work.progress.get(id)),
    visit: async (step) => {
      const past = work.progress.get(step.id);
      if (past?.outcome === "succeeded" || past?.outcome === "cached") {
        outcomes.set(step.id, past.outcome);
        return "passed";
      }
      const outcome = await attemptStep(step, work);
      const { kind } = outcome;
      outcomes.set(step.id, kind);
      await work.journal.append([finished(step.id, outcome)], "batch" in outcome ? outcome.batch : undefined);
      return kind === "succeeded" || kind === "cached" ? "passed" : "failed";
    },
    leave: async (step) => {
      outcomes.set(step.id, "skipped");
      await work.journal.append([{ type: "step.finished", step: step.id, outcome: "skipped" }]);
    },
  });
  return outcomes;
}

const isBegun = (past: StepProgress | undefined): boolean =>
  past !== undefined && (past.outcome === undefined || past.outcome === "succeeded" || past.outcome === "cached");

/** What a dead engine began and did not end. */
const underWay = (past: StepProgress | undefined): StepProgress | undefined => (past?.outcome === undefined ? past : undefined);

async function attemptStep(step: PlannedStep, work: CarryOut): Promise<Outcome> {
  const past = work.progress.get(step.id);
  const began = underWay(past);
  const policy = work.policy(step);
  const attempt: Attempt = ({ acts }) => asOutcome(work.perform(step, acts), acts.signal, work.journal);
  const limited = timeout(attempt, policy.limitMs === undefined ? undefined : { limitMs: policy.limitMs, clock: work.clock });
  const tried = retry(limited, policy.retry);
  return tried(
    began ? contextOf(step, began.attempt, began.acts, work, policy) : await begin(step, (past?.attempt ?? 0) + 1, work, policy),
  );
}

async function begin(step: PlannedStep, attempt: number, work: CarryOut, policy: StepPolicy, because?: string): Promise<AttemptContext> {
  work.journal.report([{ type: "step.started", step: step.id, attempt, ...(because === undefined ? {} : { because }) }]);
  return contextOf(step, attempt, new Map(), work, policy);
}

function contextOf(
  step: PlannedStep,
  attempt: number,
  past: ReadonlyMap<string, ActProgress>,
  work: CarryOut,
  policy: StepPolicy,
): AttemptContext {
  const { journal, newToken } = work;
  const within = (signal: AbortSignal): AttemptContext => ({
    step,
    attempt,
    acts: actsOf({ step: step.id, attempt, folder: work.folder(step.id, attempt), signal, journal, newToken, past }),
    within,
    next: (because) => begin(step, attempt + 1, work, policy, because),
  });
  return within(policy.signal);
}

/** The step boundary: a catalogue error becomes an outcome. One that says that the lock is lost, or a mistake of ours, ends the run. */
async function asOutcome(performed: Promise<Outcome>, signal: AbortSignal, journal: Journal): Promise<Outcome> {
  try {
    return await performed;
  } catch (error) {
    if (error instanceof SeawayError && error.problem.code === "SEA-8101" && journal.fence !== undefined) throw error;
    return signal.aborted ? { kind: "cancelled" } : { kind: "failed", problem: toProblem(error) };
  }
}

function finished(step: string, outcome: Outcome) {
  return {
    type: "step.finished" as const,
    step,
    outcome: outcome.kind,
    ...("note" in outcome && outcome.note !== undefined ? { note: outcome.note } : {}),
    ...("attention" in outcome && outcome.attention ? { attention: true as const } : {}),
    ...(outcome.kind === "failed" ? { problem: outcome.problem } : {}),
  };
}
