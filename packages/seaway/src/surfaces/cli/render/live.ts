import { lights, stageMark } from "../../../model/lights.ts";
import type { RunView, StepView } from "../../../model/events/run-view.ts";
import { GLYPHS } from "../../../model/mark.ts";
import { runLabel } from "../../../model/numbers.ts";
import { STAGES, type Stage } from "../../../model/stage.ts";
import { formatDuration } from "../../../std/duration.ts";
import { clip, pad, spread } from "./layout.ts";
import { finishedStages, nameOf, stepsOf, tookMs } from "./stage-line.ts";
import type { Style } from "./style.ts";

export interface LiveFacts {
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
  /** How long such a run typically takes. */
  readonly typicalMs?: number;
}

/** Widest line of the live block and of stage lines: on a wide terminal, a duration far away from its name is hard to read. */
const MEASURE = 80;

/** A line may not reach the last column: many terminals wrap there, and the block would be one line taller than it is counted. */
export const measure = (columns: number): number => Math.min(columns, MEASURE) - 1;

/** The block at the bottom that changes: stages that go on, failures and running steps below them, the lights, the keys. */
export function liveBlock(view: RunView, facts: LiveFacts, style: Style): readonly string[] {
  const most = Math.min(facts.rows - 4, 12);
  const tail = ["", titleLine(view, facts, style), style.dim(clip(style.text(KEYS), measure(facts.columns)))];
  const body = STAGES.filter((stage) => goesOn(view, stage)).flatMap((stage) => stageLines(view, stage, facts, style));
  const waiting = view.waitingFor ? [waitingLine(view, facts, style)] : [];
  return [...fit([...waiting, ...body], Math.max(1, most - tail.length), style), ...tail];
}

const KEYS = "d detach   Ctrl-C stops safely";

const goesOn = (view: RunView, stage: Stage): boolean => {
  const steps = stepsOf(view, stage);
  return steps.some(({ startedAtMs }) => startedAtMs !== undefined) && !finishedStages(view).includes(stage);
};

/** Running items stand at the bottom, so what is cut is cut above them. */
function fit(lines: readonly string[], most: number, style: Style): readonly string[] {
  if (lines.length <= most) return lines;
  const kept = most <= 1 ? [] : lines.slice(lines.length - (most - 1));
  return [style.dim(style.text(`  … and ${lines.length - kept.length} more`)), ...kept];
}

function stageLines(view: RunView, stage: Stage, facts: LiveFacts, style: Style): readonly string[] {
  const steps = stepsOf(view, stage);
  const mark = stageMark(steps, view);
  const done = steps.filter(({ state }) => state === "succeeded" || state === "cached").length;
  const failed = steps.filter(({ state }) => state === "failed");
  const running = steps.filter(({ state }) => state === "running");
  const counts = [...(steps.length > 1 ? [`${done} of ${steps.length}`] : []), ...(failed.length > 0 ? [`${failed.length} failed`] : [])];
  const only = steps.length === 1 ? (steps[0]?.note ?? "") : counts.join(" · ");
  const head = line(
    `${mark === "running" ? turning(facts.now, style) : style.mark(mark)} ${pad(stage, 10)} `,
    13,
    only,
    tookMs(steps, facts.now),
    facts,
    style,
  );
  if (steps.length === 1 && failed.length === 0) return [head];
  return [head, ...failed.map((step) => stepLine(step, facts, style)), ...running.map((step) => stepLine(step, facts, style))];
}

function stepLine(step: StepView, facts: LiveFacts, style: Style): string {
  const mark = step.state === "failed" ? style.mark("failed") : turning(facts.now, style);
  const text = step.state === "failed" ? (step.problem?.sentence ?? "failed") : (step.note ?? "");
  const label = `  ${mark} ${nameOf(step.id)}  `;
  return line(label, 6 + nameOf(step.id).length, text, step.state === "failed" ? undefined : tookMs([step], facts.now), facts, style);
}

function line(label: string, labelWidth: number, text: string, took: number | undefined, facts: LiveFacts, style: Style): string {
  const width = measure(facts.columns);
  const right = took === undefined ? "" : clock(took);
  return spread(label + clip(style.text(text), Math.max(8, width - labelWidth - right.length - 2)), right, width);
}

/** The mark of what goes on turns; the other glyph sets stand still. */
function turning(now: number, style: Style): string {
  const mark = style.mark("running");
  return style.glyphs === "unicode" ? mark.replace(GLYPHS.running, FRAMES[Math.floor(now / 250) % FRAMES.length]!) : mark;
}

const FRAMES = ["◐", "◓", "◑", "◒"] as const;

/** Whole seconds: tenths would only flicker. */
const clock = (durationMs: number): string => (durationMs < 9_950 ? `${Math.floor(durationMs / 1_000)} s` : formatDuration(durationMs));

function titleLine(view: RunView, facts: LiveFacts, style: Style): string {
  const elapsed = clock(facts.now - (view.startedAtMs ?? facts.now));
  const typical = facts.typicalMs === undefined || facts.typicalMs < 1_000 ? "" : ` of ~${clock(facts.typicalMs)}`;
  const state = view.state === "cancelling" ? `   ${style.caution("stopping")}` : "";
  return `${style.bold(`${runLabel(view.run)} ${view.environment}`)} ${style.lights(lights(view))}  ${elapsed}${typical}${state}`;
}

/** `waits for #127 on production, started 14:02 by bo, because of a push`. */
export function waitingText({ environment, waitingFor }: Pick<RunView, "environment" | "waitingFor">): string {
  if (!waitingFor) return "";
  const { run, user, sinceMs, because } = waitingFor;
  const since = new Date(sinceMs).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `waits for ${runLabel(run)} on ${environment}, started ${since} by ${user}, because of ${because}`;
}

const waitingLine = (view: RunView, facts: LiveFacts, style: Style): string =>
  `${style.mark("waiting")} ${clip(style.text(waitingText(view)), measure(facts.columns) - 5)}`;

/** The terminal's title: `●●●◐○○ production #126`. */
export const terminalTitle = (view: RunView): string =>
  `${lights(view)
    .map((mark) => GLYPHS[mark])
    .join("")} ${view.environment} ${runLabel(view.run)}`;
