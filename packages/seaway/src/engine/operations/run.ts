import { failure, SeawayError } from "../../model/errors/failure.ts";
import type { Holder } from "../../model/events/run-event.ts";
import { hasWork, type PlannedStep } from "../../model/plan.ts";
import { mustHave } from "../../std/must-have.ts";
import { whatMoved } from "../plan/what-moved.ts";
import type { Ports } from "../ports/ports.ts";
import { carryOut, type StepPolicy } from "../run/carry-out.ts";
import { openJournal } from "../run/journal.ts";
import { holdLock, type Held } from "../run/lock.ts";
import { progressOf } from "../run/progress.ts";
import { describeWorld } from "./describe-world.ts";
import { finishRun, leaveRun, refuseRun, type RunContext } from "./finish-run.ts";
import { performStep } from "./perform-step.ts";
import { preview } from "./plan.ts";
import { refusePinned } from "./refuse-pinned.ts";

/** Builds run package managers of other people: a limit above what any of them needs, below what nobody notices. */
const TASK_LIMIT_MS = 30 * 60_000;

/**
 * The engine's side of a run, from the lock to its last event; begun after `requestRun`, and begun again after a kill, where it goes on.
 * @param stop aborted by a cancel
 * @returns the exit code, which the last event holds too
 * @throws SEA-8101 when somebody else took the environment over: then this run writes nothing more
 */
export async function run(number: number, stop: AbortSignal, ports: Ports): Promise<number> {
  const { store } = ports;
  const record = await store.run(number);
  if (record === undefined) throw failure("SEA-8404", { run: number });
  const plan = mustHave(await store.plan(record.plan), `plan of run ${number}`);
  const context: RunContext = { record, plan, ports, past: await store.events(number), journal: openJournal(number, store, ports.clock) };

  await announce(context);
  const held = await lock(context, stop).catch((error: unknown) => (stop.aborted ? "cancelled" : refused(error)));
  if (held === "cancelled") return leaveRun(context);
  if (held instanceof SeawayError) return refuseRun(held, context);
  context.journal.fence = held.fence;
  try {
    const finished = await finishedMeanwhile(context);
    if (finished !== undefined) return finished;
    await enter(context, held);
    const stale = stop.aborted ? undefined : await check(context);
    if (stale === "nothing left") return await finishRun(new Map(), context);
    if (stale) return await refuseRun(stale, context);
    return await finishRun(await carryOutPlan(context, held, stop), context);
  } finally {
    await held.release();
  }
}

async function announce({ record, plan, past, journal }: RunContext): Promise<void> {
  const { project, environment, verb, steps, id } = plan;
  const { number, because } = record;
  if (past.length > 0) return;
  await journal.append([{ type: "run.started", run: number, plan: id, project, environment, verb, because, steps }]);
}

function lock({ record, past, journal, ports }: RunContext, stop: AbortSignal): Promise<Held> {
  const { user, machine, clock, engine } = ports;
  const { environment, number, because, lockTimeoutMs } = record;
  const holder: Holder = { run: number, user, machine, sinceMs: clock.now(), because, ...(engine ? { engine } : {}) };
  const onHolder = (other: Holder) => journal.append([{ type: "run.waiting", holder: other }]);
  // What a dead engine of this run left under way can only be ended with the lock: then a cancel waits for it too.
  const signal = past.some(({ type }) => type === "step.started") ? new AbortController().signal : stop;
  return holdLock(environment, holder, ports, { timeoutMs: lockTimeoutMs, signal, onHolder });
}

/** Two engines may be asked to go on with one run; the one that waited finds it done. @returns its exit code */
async function finishedMeanwhile({ record, past, ports }: RunContext): Promise<number | undefined> {
  const since = await ports.store.events(record.number, past.at(-1)?.seq ?? 0);
  return since.find((event) => event.type === "run.finished")?.exitCode;
}

/** A catalogue error is an answer; anything else is a mistake of ours. */
function refused(error: unknown): SeawayError {
  if (error instanceof SeawayError) return error;
  throw error;
}

async function enter({ plan, past, journal, ports }: RunContext, { fence, takenOverFrom }: Held): Promise<void> {
  const first = past.find((event) => event.type === "run.locked");
  const { world, runtime } = await describeWorld(plan.environment, plan.definition, ports);
  const before = first?.before ?? {
    ...(world.serving === undefined ? {} : { serving: world.serving }),
    // Where nothing served, no request can be failed by what this run does: then there is nothing to count from.
    ...(runtime.answering && world.serving !== undefined ? { failedRequests: runtime.requests.failed } : {}),
    ...(!runtime.answering && world.urls.length > 0 ? { urls: world.urls } : {}),
  };
  await journal.append([{ type: "run.locked", fence: fence.fence, before, ...(takenOverFrom ? { takenOverFrom } : {}) }]);
  if (past.length > 0) await journal.append([{ type: "run.resumed" }]);
}

/** The world is read again: what was approved is done, or nothing. A run whose steps began was checked by the engine before. */
async function check({ record, plan, past, ports }: RunContext): Promise<SeawayError | "nothing left" | undefined> {
  if (past.some(({ type }) => type === "step.started")) return undefined;
  const pinned = await refusePinned(plan.verb, plan.environment, ports.store).catch(refused);
  if (pinned) return pinned;
  const fresh = await preview({ ...plan, allowDestroy: record.allowDestroy }, ports);
  // Whoever was waited for may have done it all: nothing is left, and nothing about that is stale.
  if (!hasWork(fresh)) return "nothing left";
  const moved = whatMoved(plan, fresh);
  return moved.length > 0 ? failure("SEA-8402", { plan: plan.id, moved }) : undefined;
}

async function carryOutPlan({ record, plan, past, journal, ports }: RunContext, { fence, lost }: Held, stop: AbortSignal) {
  const { number } = record;
  const { clock, newToken, runFolder } = ports;
  const work = { run: number, plan, fence: fence.fence, journal, ports, stop };
  const onStop = (): void => void journal.append([{ type: "run.cancelling", by: "seaway cancel" }]).catch(() => undefined);
  if (stop.aborted) onStop();
  else stop.addEventListener("abort", onStop, { once: true });
  return carryOut({
    steps: plan.steps,
    progress: progressOf(past),
    journal,
    clock,
    newToken,
    folder: (step, attempt) => `${runFolder(number)}/${step}/${attempt}`,
    perform: (step, acts) => performStep(step, acts, work),
    policy: (step) => policyOf(step, stop, lost),
    stop: AbortSignal.any([stop, lost]),
  });
}

/** A task is ended by a cancel at once; a change to a resource is finished first, so that nothing is left half made. */
function policyOf({ action }: PlannedStep, stop: AbortSignal, lost: AbortSignal): StepPolicy {
  if (action !== "run") return { signal: lost };
  // A build is repeatable, so a machine that went down under it is no reason to fail.
  return { signal: AbortSignal.any([stop, lost]), limitMs: TASK_LIMIT_MS, retry: { times: 1, when: ({ code }) => code === "SEA-8301" } };
}
