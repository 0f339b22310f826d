import { isSettled, stageMark } from "../../../model/lights.ts";
import type { RunView, StepView } from "../../../model/events/run-view.ts";
import { STAGES, type Stage } from "../../../model/stage.ts";
import { formatDuration } from "../../../std/duration.ts";
import { clip, pad, spread, widthOf } from "./layout.ts";
import type { Style } from "./style.ts";

export const stepsOf = (view: Pick<RunView, "steps">, stage: Stage): readonly StepView[] =>
  view.steps.filter((step) => step.stage === stage);

/** Stages that came to their end, in their order. One whose every step lay behind a failure was not reached and has no line. */
export const finishedStages = (view: Pick<RunView, "steps">): readonly Stage[] =>
  STAGES.filter((stage) => {
    const steps = stepsOf(view, stage);
    return steps.length > 0 && steps.every(isSettled) && steps.some(({ state }) => state !== "skipped");
  });

/** `● build      backend · frontend from cache                    1m 14s`: what stays of a stage in the scrollback. */
export function stageLine(view: RunView, stage: Stage, width: number, style: Style): string {
  const steps = stepsOf(view, stage);
  const left = `${style.mark(stageMark(steps, view))} ${pad(stage, 10)} `;
  const took = tookMs(steps);
  const right = took === undefined ? "" : formatDuration(took);
  const room = width - widthOf(left) - right.length - 2;
  return spread(left + clip(style.text(stageNote(steps)), room), right, width);
}

/** What came of the steps, the failure first: it is what a person looks for. */
export function stageNote(steps: readonly StepView[]): string {
  const failed = steps.filter(({ state }) => state === "failed");
  if (failed.length > 0) return failed.map((step) => step.problem?.sentence ?? `${nameOf(step.id)} failed`).join(" · ");
  return steps.map(noteOf).join(" · ");
}

function noteOf(step: StepView): string {
  const name = nameOf(step.id);
  switch (step.state) {
    case "cached":
      return `${name} from cache`;
    case "cancelled":
      return `${name} cancelled`;
    case "skipped":
      return `${name} not reached`;
    default:
      return step.note === undefined ? name : step.note.includes(name) || name === step.stage ? step.note : `${name}: ${step.note}`;
  }
}

/** `backend` of `build.backend`; `rollout` of `rollout`. */
export const nameOf = (id: string): string => id.slice(id.indexOf(".") + 1);

/** From the first start to the last end; undefined when nothing of it started. */
export function tookMs(steps: readonly StepView[], now?: number): number | undefined {
  const starts = steps.flatMap(({ startedAtMs }) => startedAtMs ?? []);
  const ends = steps.flatMap(({ finishedAtMs, startedAtMs }) => (startedAtMs === undefined ? [] : (finishedAtMs ?? now ?? [])));
  return starts.length === 0 || ends.length === 0 ? undefined : Math.max(...ends) - Math.min(...starts);
}
