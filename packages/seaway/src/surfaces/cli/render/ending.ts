import type { RunView } from "../../../model/events/run-view.ts";
import { runLabel } from "../../../model/numbers.ts";
import { NOTHING_CHANGED, stateLine } from "../../../model/state-line.ts";
import type { Problem } from "../../../model/problem.ts";
import { formatDuration } from "../../../std/duration.ts";
import { wrap } from "./layout.ts";
import { renderNext, type NextLine } from "./next.ts";
import { countByFile, renderProblems } from "./problem.ts";
import type { Style } from "./style.ts";

export interface EndingFacts {
  /** ` -e NAME` where the environment has to be said again, else nothing. */
  readonly environmentFlag: string;
  readonly verbose: number;
  /** Where sentences are broken. */
  readonly columns?: number;
}

/** How a run ended: what went wrong, how the world stands now, what to do next. The last words of every mode but JSON. */
export function renderEnding(view: RunView, facts: EndingFacts, style: Style): string {
  const problems = view.problems.length === 0 ? [] : [renderProblems(view.problems.map(here(facts)), style, { verbose: facts.verbose })];
  const changed = view.steps.some(({ state }) => state === "succeeded");
  const line = wrap(stateLine({ ...view, changed }), Math.min(90, (facts.columns ?? 91) - 1));
  const block = [...nothingLeft(view), style.bold(line), renderNext(nextOf(view, facts))].filter((text) => text !== "").join("\n");
  return style.text([...problems, block].join("\n\n"));
}

/** Whoever waited for the environment may find that somebody else did it all. */
const nothingLeft = ({ state, steps }: RunView): readonly string[] =>
  state === "succeeded" && steps.length > 0 && steps.every((step) => step.state === "waiting") ? ["Nothing was left to do."] : [];

/** What names a command names it for the run's environment: who wrote it down did not know which one is the default. */
const here =
  ({ environmentFlag }: EndingFacts) =>
  (problem: Problem): Problem =>
    problem.more === undefined ? problem : { ...problem, more: `${problem.more}${environmentFlag}` };

function nextOf(view: RunView, { environmentFlag }: EndingFacts): readonly NextLine[] {
  const took =
    view.startedAtMs === undefined || view.finishedAtMs === undefined
      ? ""
      : `   (${formatDuration(view.finishedAtMs - view.startedAtMs)} in all)`;
  if (view.state === "succeeded" || view.state === "cached") {
    if (view.verb === "test") return [{ name: "next", text: `seaway up${environmentFlag}${took}` }];
    if (view.verb === "destroy") return [{ name: "next", text: `seaway up${environmentFlag}   (brings it back)${took}` }];
    return [{ name: "next", text: `seaway status${environmentFlag}${took}` }];
  }
  if (view.state === "cancelled") return [{ name: "next", text: `seaway up${environmentFlag}   (what is finished comes from the cache)` }];
  const first = view.problems[0];
  const fix = first?.position ? `correct ${first.position.file}:${first.position.line}, then  ` : "correct that, then  ";
  const testsFailed = view.verb === "test" && first?.code === "SEA-4201";
  const again: NextLine = {
    name: "next",
    text: testsFailed
      ? `correct that, then  seaway test --failed${environmentFlag}`
      : `${fix}seaway ${view.verb}${environmentFlag}${view.verb === "up" ? "   (unchanged: from cache)" : ""}`,
  };
  // A rollout runs no commands: what there is to read are the logs of services.
  const commands = view.steps.some(({ state, stage }) => state === "failed" && stage !== "rollout");
  const log: NextLine = { name: "more", text: `seaway logs${commands ? ` --run ${view.run} --failed` : ""}${environmentFlag}` };
  return first ? [again, ...(first.more === undefined ? [log] : []), { name: "help", text: `seaway explain ${first.code}` }] : [again, log];
}

/** An error that ended a command outside a run: its state line is that nothing was changed. */
export function renderRefusal(problem: Problem, style: Style, { verbose = 0, state = NOTHING_CHANGED } = {}): string {
  const count = countByFile([problem]);
  const help = problem.position ? [] : [renderNext([{ name: "help", text: `seaway explain ${problem.code}` }])];
  const ending = [[count, state].filter((text) => text !== undefined).join(" "), ...help].join("\n");
  return style.text(`${renderProblems([problem], style, { verbose })}\n\n${ending}`);
}

/** The last words of a command that leaves a run to itself. */
export const renderDetached = ({ run, environment }: Pick<RunView, "run" | "environment">): string =>
  `${runLabel(run)} goes on in the background; ${environment} changes as it does.\n${renderNext([
    { name: "next", text: `seaway attach ${run}` },
    { name: "or", text: `seaway cancel ${run}` },
  ])}`;
