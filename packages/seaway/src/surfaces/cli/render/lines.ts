import { isSettled, stageMark } from "../../../model/lights.ts";
import type { NumberedEvent } from "../../../model/events/run-event.ts";
import type { RunView, StepView } from "../../../model/events/run-view.ts";
import { formatDuration } from "../../../std/duration.ts";
import type { Mark } from "../../../model/mark.ts";
import { waitingText } from "./live.ts";
import { nameOf, stepsOf, tookMs } from "./stage-line.ts";
import type { Style } from "./style.ts";
import { pad, widthOf } from "./layout.ts";

/**
 * What one event adds to an append-only log: elapsed time, stage, service, status, duration and note in stable columns, so that grep and
 * awk work. Most events add nothing.
 * @param after the view with this event in it
 */
export function eventLines(event: NumberedEvent, after: RunView, style: Style, { verbose = 0 } = {}): readonly string[] {
  const at = (stage: string, service: string, status: string, note = "", took?: number): string =>
    lineAt(event.atMs, after, { stage, service, status, took, note }, style);
  switch (event.type) {
    case "run.waiting":
      return [at("run", "", "waits", waitingText(after))];
    case "run.locked":
      return event.takenOverFrom
        ? [at("run", "", "locked", `taken over from run #${event.takenOverFrom.run}, whose engine shows no sign of life`)]
        : [];
    case "run.resumed":
      return [at("run", "", "resumed")];
    case "run.cancelling":
      return [at("run", "", "stops", `asked by ${event.by}`)];
    case "step.started":
      return withStep(after, event.step, (step) => [
        at(step.stage, serviceOf(step), step.attempt > 1 ? `retry ${step.attempt}` : "start", event.because),
      ]);
    case "step.progressed":
      return verbose === 0 ? [] : withStep(after, event.step, (step) => [at(step.stage, serviceOf(step), "note", event.note)]);
    case "step.finished":
      return withStep(after, event.step, (step) => [
        ...(step.state === "skipped"
          ? []
          : [at(step.stage, serviceOf(step), statusWord(step.state, style), noteOf(step), durationOf(step))]),
        ...stageEnd(after, step, at),
      ]);
    case "run.finished":
      return [at("run", "", statusWord(event.outcome, style), event.exitCode === 0 ? "" : `exit ${event.exitCode}`)];
    case "run.started":
    case "act.intended":
    case "act.finished":
    case "act.failed":
    case "release.made":
    case "deployment.opened":
    case "deployment.closed":
      return [];
  }
}

/** That a step still goes on: at most one line in 30 s for each. */
export function heartbeat(step: StepView, view: RunView, now: number, style: Style): string {
  const started = step.startedAtMs ?? now;
  if (style.glyphs === "words") return `still working: ${[step.stage, serviceOf(step)].join(" ").trim()}, ${formatDuration(now - started)}`;
  const note = `still ${step.note ?? "running"}`;
  return lineAt(now, view, { stage: step.stage, service: serviceOf(step), status: note }, style);
}

type At = (stage: string, service: string, status: string, note?: string, took?: number) => string;

/** A stage of several steps closes with a line of its own. */
function stageEnd(view: RunView, step: StepView, at: At): readonly string[] {
  const steps = stepsOf(view, step.stage);
  if (steps.length < 2 || !steps.every(isSettled) || steps.every(({ state }) => state === "skipped")) return [];
  const failed = steps.filter(({ state }) => state === "failed").length;
  const mark = stageMark(steps, view);
  return [at(step.stage, "", STAGE_WORDS[mark], failed === 0 ? "" : `${failed} of ${steps.length} failed`, tookMs(steps))];
}

const STAGE_WORDS: Readonly<Record<Mark, string>> = {
  passed: "ok",
  cached: "cached",
  failed: "failed",
  attention: "cancelled",
  running: "running",
  waiting: "waiting",
  person: "waiting",
  skipped: "skipped",
};

function statusWord(state: StepView["state"], style: Style): string {
  if (state === "succeeded") return style.glyphs === "words" ? "passed" : style.good("ok");
  if (state === "failed") return style.danger(style.glyphs === "words" ? "failed" : "FAIL");
  return state;
}

const noteOf = (step: StepView): string => (step.state === "failed" ? (step.problem?.sentence ?? step.note ?? "") : (step.note ?? ""));

const durationOf = (step: StepView): number | undefined => (step.state === "cached" ? undefined : tookMs([step]));

/** The service, database or task; nothing for the rollout, which is of all services. */
const serviceOf = ({ id, stage }: StepView): string => (id === stage ? "" : nameOf(id));

const withStep = (view: RunView, id: string, lines: (step: StepView) => readonly string[]): readonly string[] => {
  const step = view.steps.find((other) => other.id === id);
  return step ? lines(step) : [];
};

interface Row {
  readonly stage: string;
  readonly service: string;
  readonly status: string;
  readonly took?: number | undefined;
  readonly note?: string;
}

function lineAt(atMs: number, view: RunView, { stage, service, status, took, note = "" }: Row, style: Style): string {
  const serviceWidth = Math.max(8, ...view.steps.map((step) => widthOf(serviceOf(step)))) + 2;
  const duration = took === undefined ? "" : formatDuration(took);
  const cells = [
    elapsed(atMs - (view.startedAtMs ?? atMs)),
    pad(stage, 9),
    pad(service, serviceWidth - 2),
    pad(status, 6),
    pad(duration, 6),
    style.text(note),
  ];
  return cells.join("  ").trimEnd();
}

/** `04:03`, `1:02:03`: time since the run started. */
function elapsed(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  const clock = `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return hours === 0 ? clock : `${hours}:${clock}`;
}
