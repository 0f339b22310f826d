import { appendFileSync } from "node:fs";
import { stateLine } from "../../../model/state-line.ts";
import type { Stage } from "../../../model/stage.ts";
import { annotations, GROUP_END, groupStart, stepSummary } from "../render/github.ts";
import { eventLines } from "../render/lines.ts";
import { finishedStages } from "../render/stage-line.ts";
import type { Io } from "../terminal/io.ts";
import { linesPresenter } from "./lines-presenter.ts";
import type { Presenter } from "./presenter.ts";

/** Lines, with each stage in a block of its own. Stages overlap and blocks can't, so a stage's lines come when it is finished. */
export function githubPresenter(io: Io): Presenter {
  const lines = linesPresenter(io);
  const held = new Map<Stage, string[]>();

  const release = (stage: Stage): void => {
    const block = held.get(stage);
    if (!block) return;
    held.delete(stage);
    io.err([groupStart(stage), ...block, GROUP_END].join("\n"));
  };

  return {
    ...lines,
    event: (event, view) => {
      const step = "step" in event ? view.steps.find(({ id }) => id === event.step) : undefined;
      if (!step) return lines.event(event, view);
      const fresh = eventLines(event, view, io.style, { verbose: io.screen.verbose });
      held.set(step.stage, [...(held.get(step.stage) ?? []), ...fresh]);
      if (finishedStages(view).includes(step.stage)) release(step.stage);
      if (event.type === "step.finished" && event.problem) io.err(annotations(event.problem));
    },
    end: (view) => {
      for (const stage of held.keys()) release(stage);
      lines.end(view);
      const file = io.env.GITHUB_STEP_SUMMARY;
      if (file) appendFileSync(file, `${stepSummary(view, stateLine({ ...view, changed: true }))}\n`);
    },
  };
}
