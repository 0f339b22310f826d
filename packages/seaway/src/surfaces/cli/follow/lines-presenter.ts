import type { RunView, StepView } from "../../../model/events/run-view.ts";
import { eventLines, heartbeat } from "../render/lines.ts";
import type { Io } from "../terminal/io.ts";
import type { Presenter } from "./presenter.ts";

/** A step that runs longer says so this often, and never oftener. */
const HEARTBEAT_MS = 30_000;

/** One line an event, nothing is ever taken back: for pipes, for CI, and for those who listen. */
export function linesPresenter(io: Io): Presenter {
  const lastHeard = new Map<string, number>();

  const beat = (step: StepView, view: RunView): void => {
    const heard = Math.max(lastHeard.get(step.id) ?? 0, step.startedAtMs ?? 0);
    if (io.now() - heard < HEARTBEAT_MS) return;
    lastHeard.set(step.id, io.now());
    io.err(heartbeat(step, view, io.now(), io.style));
  };

  return {
    event: (event, view) => {
      for (const line of eventLines(event, view, io.style, { verbose: io.screen.verbose })) io.err(line);
    },
    tick: (view) => {
      for (const step of view.steps) if (step.state === "running") beat(step, view);
    },
    note: (text) => io.err(text),
    leave: () => {},
    enter: () => {},
    end: () => io.err(""),
  };
}
