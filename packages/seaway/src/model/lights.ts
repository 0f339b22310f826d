import type { RunView, StepView } from "./events/run-view.ts";
import type { Mark } from "./mark.ts";
import { STAGES } from "./stage.ts";

/** The lights: one mark for each of the six stages, always in their order. A stage without steps is `skipped`. */
export const lights = (view: Pick<RunView, "steps" | "state">): readonly Mark[] =>
  STAGES.map((stage) =>
    stageMark(
      view.steps.filter((step) => step.stage === stage),
      view,
    ),
  );

/** How one stage stands, from its steps; a failure outweighs what goes on beside it. */
export function stageMark(steps: readonly StepView[], run: Pick<RunView, "state">): Mark {
  const any = (...states: readonly StepView["state"][]): boolean => steps.some((step) => states.includes(step.state));
  const all = (...states: readonly StepView["state"][]): boolean => steps.every((step) => states.includes(step.state));
  if (all("skipped")) return "skipped"; // also: no steps at all
  if (any("failed")) return "failed";
  if (any("running")) return "running";
  if (any("cancelled") || steps.some(({ attention }) => attention)) return "attention";
  if (all("waiting", "skipped")) return "waiting";
  if (any("waiting")) return isOver(run) ? "attention" : "running"; // between two steps of one stage
  return all("cached") ? "cached" : "passed";
}

/** Whether a step or a stage has come to its end. */
export const isSettled = (step: Pick<StepView, "state">): boolean => step.state !== "waiting" && step.state !== "running";

export const isOver = (run: Pick<RunView, "state">): boolean => !["requested", "waiting", "running", "cancelling"].includes(run.state);
