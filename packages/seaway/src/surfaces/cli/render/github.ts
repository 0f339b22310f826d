import { lights, stageMark } from "../../../model/lights.ts";
import type { RunView } from "../../../model/events/run-view.ts";
import { GLYPHS, MARK_WORDS } from "../../../model/mark.ts";
import { runLabel } from "../../../model/numbers.ts";
import type { Problem } from "../../../model/problem.ts";
import { STAGES, type Stage } from "../../../model/stage.ts";
import { formatDuration } from "../../../std/duration.ts";
import { stageNote, stepsOf, tookMs } from "./stage-line.ts";

/**
 * What GitHub's runner makes blocks, annotations and a summary of.
 * @source https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export const groupStart = (stage: Stage): string => `::group::${stage}`;
export const GROUP_END = "::endgroup::";

/** `::error file=backend/app.py,line=3,title=SEA-5301::…`: the failure beside the line in the pull request. */
export function annotations({ code, sentence, position, why, marks = [] }: Problem): string {
  const beside = marks.map(
    ({ file, line, message }) => `::error file=${property(file)},line=${line},title=${property(code)}::${data(message)}`,
  );
  const place = position ? [`file=${property(position.file)}`, `line=${position.line}`, `col=${position.column}`] : [];
  const message = why === undefined ? sentence : `${sentence}\n${why}`;
  return [`::error ${[...place, `title=${property(code)}`].join(",")}::${data(message)}`, ...beside].join("\n");
}

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** Lights, table of stages, failures: Markdown for the step's summary. */
export function stepSummary(view: RunView, stateLine: string): string {
  const glyphs = lights(view).map((mark) => GLYPHS[mark]);
  const rows = STAGES.flatMap((stage) => {
    const steps = stepsOf(view, stage);
    if (steps.length === 0) return [];
    const mark = stageMark(steps, view);
    const took = tookMs(steps);
    return [
      `| ${GLYPHS[mark]} ${stage} | ${MARK_WORDS[mark]} | ${took === undefined ? "" : formatDuration(took)} | ${cell(stageNote(steps))} |`,
    ];
  });
  const failures = view.problems.map(({ code, sentence, remedy }) => `- **${code}** ${sentence}  \n  ${remedy}`);
  return [
    `### ${glyphs.join("")} ${view.project} → ${view.environment}, run ${runLabel(view.run)}`,
    stateLine,
    ["| stage | | time | |", "|---|---|---|---|", ...rows].join("\n"),
    ...(failures.length === 0 ? [] : [failures.join("\n")]),
  ].join("\n\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
