import type { NumberedEvent } from "./run-event.ts";
import type { ActView, RunView, StepView } from "./run-view.ts";

export const emptyView: RunView = {
  seq: 0,
  run: 0,
  plan: "",
  project: "",
  environment: "",
  verb: "up",
  because: "",
  state: "requested",
  resumed: 0,
  steps: [],
  problems: [],
};

/** One step of the fold. No clock, no I/O and no `default`, so an event that it forgets does not compile. */
export function fold(view: RunView, event: NumberedEvent): RunView {
  return { ...change(view, event), seq: event.seq };
}

export const foldAll = (events: readonly NumberedEvent[]): RunView => events.reduce(fold, emptyView);

function change(view: RunView, event: NumberedEvent): RunView {
  switch (event.type) {
    case "run.started": {
      const { run, plan, project, environment, verb, because } = event;
      const steps = event.steps.map((step): StepView => ({ ...step, state: "waiting", attempt: 0, acts: [] }));
      return { ...view, run, plan, project, environment, verb, because, steps, state: "running", startedAtMs: event.atMs };
    }
    case "run.waiting":
      return { ...view, state: "waiting", waitingFor: event.holder };
    case "run.locked": {
      const { waitingFor: _over, ...rest } = view;
      return { ...rest, state: "running", ...(event.takenOverFrom ? { takenOverFrom: event.takenOverFrom } : {}) };
    }
    case "run.resumed":
      return { ...view, state: "running", resumed: view.resumed + 1 };
    case "run.cancelling":
      return { ...view, state: "cancelling" };
    case "step.started":
      return withStep(view, event.step, {
        state: "running",
        attempt: event.attempt,
        startedAtMs: event.atMs,
        ...(event.because === undefined ? {} : { because: event.because }),
      });
    case "step.progressed":
      return withStep(view, event.step, { note: event.note });
    case "act.intended":
      return withAct(view, event.step, { act: event.act, token: event.token, state: "intended", intendedAtMs: event.atMs });
    case "act.finished":
      return settleAct(view, event.step, event.act, { state: "finished", finishedAtMs: event.atMs });
    case "act.failed":
      return settleAct(view, event.step, event.act, { state: "failed", finishedAtMs: event.atMs });
    case "step.finished":
      return withStep(view, event.step, {
        state: event.outcome,
        finishedAtMs: event.atMs,
        ...(event.note === undefined ? {} : { note: event.note }),
        ...(event.attention === undefined ? {} : { attention: event.attention }),
        ...(event.problem === undefined ? {} : { problem: event.problem }),
      });
    case "release.made":
      return { ...view, release: event.release };
    case "deployment.opened":
      return { ...view, deployment: event.deployment };
    case "deployment.closed":
      return { ...view, verdict: event.verdict };
    case "run.finished": {
      const { exitCode, world, problems } = event;
      return { ...view, state: event.outcome, finishedAtMs: event.atMs, exitCode, world, problems };
    }
  }
}

function withStep(view: RunView, id: string, changes: Partial<StepView>): RunView {
  return { ...view, steps: view.steps.map((step) => (step.id === id ? { ...step, ...changes } : step)) };
}

/** An act that is intended again after a kill keeps its token, and its place. */
function withAct(view: RunView, id: string, act: ActView): RunView {
  const acts = view.steps.find((step) => step.id === id)?.acts ?? [];
  const known = acts.some((other) => other.act === act.act);
  return withStep(view, id, { acts: known ? acts.map((other) => (other.act === act.act ? act : other)) : [...acts, act] });
}

function settleAct(view: RunView, id: string, name: string, changes: Partial<ActView>): RunView {
  const acts = view.steps.find((step) => step.id === id)?.acts ?? [];
  return withStep(view, id, { acts: acts.map((act) => (act.act === name ? { ...act, ...changes } : act)) });
}
