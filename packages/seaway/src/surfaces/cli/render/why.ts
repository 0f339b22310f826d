import type { WhyAnswer } from "../../../engine/operations/why.ts";
import { runLabel } from "../../../model/numbers.ts";
import type { Action } from "../../../model/plan.ts";
import { formatDuration } from "../../../std/duration.ts";
import { table } from "./layout.ts";
import { reasonText } from "./plan.ts";
import type { Style } from "./style.ts";

/** Shorter waits are scheduling, and no answer to anybody's question. */
const WORTH_TELLING_MS = 1_000;
/** From this ratio on, a step is called slow. */
const SLOW = 1.5;

/** Why a node was treated as it was: what was done, because of what, how long it waited, whether it was slow. */
export function renderWhy({ node, run, change, step, before, waited, took }: WhyAnswer, style: Style): string {
  const then = before === undefined ? "" : `; in ${runLabel(before.run)} it ${DONE[before.action]}`;
  const because = [step?.because, ...change.reasons.map(reasonText)].filter((text) => text !== undefined);
  const rows = [
    ...because.map((text, index) => [index === 0 ? "because" : "", text]),
    ...(because.length === 0 ? [["because", SAME[change.action]]] : []),
    ...(step?.state === "skipped" ? [["skipped", "something that it needs failed before it"]] : []),
    ...(step?.problem ? [["failed", `${step.problem.sentence} (${step.problem.code})`]] : []),
    ...(waited && waited.ms >= WORTH_TELLING_MS ? [["waited", `${formatDuration(waited.ms)} for ${waited.for}`]] : []),
    ...(took ? [[isSlow(took) ? "slow" : "took", tookText(took)]] : []),
  ];
  return style.text(`${style.bold(node)} ${DONE[change.action]} in ${runLabel(run)}${then}\n${table(rows, style, { indent: 2 })}`);
}

const DONE: Readonly<Record<Action, string>> = {
  create: "was created",
  update: "was changed",
  recreate: "was recreated",
  destroy: "was destroyed",
  run: "ran",
  cached: "came from the cache",
  same: "stayed as it was",
};

const SAME: Readonly<Record<Action, string>> = {
  create: "it was not there",
  update: "it differed",
  recreate: "it differed",
  destroy: "it was no longer wanted",
  run: "its inputs changed",
  cached: "none of its inputs changed",
  same: "nothing that it depends on changed",
};

type Took = NonNullable<WhyAnswer["took"]>;

const isSlow = ({ ms, medianMs }: Took): boolean => medianMs !== undefined && ms > medianMs * SLOW && ms - medianMs > WORTH_TELLING_MS;

function tookText({ ms, medianMs, of }: Took): string {
  if (medianMs === undefined) return formatDuration(ms);
  return `${formatDuration(ms)}, median of ${of === 1 ? "1 run" : `${of} runs`} before: ${formatDuration(medianMs)}`;
}
