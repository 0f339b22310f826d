import { lights } from "../../../model/lights.ts";
import type { RunView } from "../../../model/events/run-view.ts";
import { deploymentLabel, releaseLabel, runLabel } from "../../../model/numbers.ts";
import { formatDuration } from "../../../std/duration.ts";
import { table } from "./layout.ts";
import type { Style } from "./style.ts";

export interface HistoryRow {
  readonly view: RunView;
  readonly requestedAtMs: number;
  readonly user: string;
  /** Its engine is gone and left it unfinished: `seaway up --resume` goes on with it. */
  readonly interrupted: boolean;
  /** What it deployed, when it came so far. */
  readonly release?: number;
}

/** Runs with their lights and deployments, newest first. */
export function renderHistory(rows: readonly HistoryRow[], now: number, style: Style): string {
  if (rows.length === 0) return "Nothing has run yet.";
  return table(
    rows.map(({ view, requestedAtMs, user, release, interrupted }) => [
      runLabel(view.run),
      view.verb,
      view.environment,
      style.lights(lights(view)),
      interrupted ? "interrupted" : outcomeOf(view),
      view.startedAtMs === undefined || view.finishedAtMs === undefined ? "" : formatDuration(view.finishedAtMs - view.startedAtMs),
      release === undefined ? "" : `${releaseLabel(release)}${view.deployment === undefined ? "" : ` ${deploymentLabel(view.deployment)}`}`,
      ago(now - requestedAtMs),
      `by ${user}, because of ${view.because}`,
    ]),
    style,
  );
}

function outcomeOf({ state, verdict, exitCode }: RunView): string {
  if (state === "requested" || state === "waiting" || state === "running" || state === "cancelling") return state;
  if (state === "failed") return `failed${verdict === undefined || verdict === "failed" ? "" : `, ${verdict}`} (exit ${exitCode ?? 1})`;
  return state;
}

/** `8 min ago`, `6 d ago`: coarse on purpose. */
export function ago(durationMs: number): string {
  return durationMs < 60_000 ? "just now" : `${age(durationMs)} ago`;
}

export function age(durationMs: number): string {
  const minutes = Math.floor(durationMs / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
