import type { RunView } from "../../../model/events/run-view.ts";
import type { Stage } from "../../../model/stage.ts";
import { liveBlock, measure, terminalTitle } from "../render/live.ts";
import { finishedStages, stageLine } from "../render/stage-line.ts";
import type { Io } from "../terminal/io.ts";
import { liveRegion } from "../terminal/live-region.ts";
import { NARROWEST_LIVE } from "../terminal/screen.ts";
import { linesPresenter } from "./lines-presenter.ts";
import type { Presenter } from "./presenter.ts";

/** Runs that took longer ring the bell at their end: by then their person looks elsewhere. */
const BELL_AFTER_MS = 60_000;

/** Finished stages as lines that stay; below them a block that changes. A terminal that became too narrow gets plain lines from then on. */
export function livePresenter(io: Io, { typicalMs }: { readonly typicalMs?: number | undefined } = {}): Presenter {
  const region = liveRegion({ write: (bytes) => io.raw(bytes), columns: () => io.size().columns });
  const lines = linesPresenter(io);
  const told = new Set<Stage>();
  let title = "";
  let narrow = false;

  const draw = (view: RunView): void => {
    const { columns, rows } = io.size();
    if (columns < NARROWEST_LIVE && !narrow) {
      narrow = true;
      region.clear();
    }
    if (narrow) return lines.tick(view);
    for (const stage of finishedStages(view).filter((stage) => !told.has(stage))) {
      told.add(stage);
      region.print(stageLine(view, stage, measure(columns), io.style));
    }
    region.draw(liveBlock(view, { now: io.now(), columns, rows, ...(typicalMs === undefined ? {} : { typicalMs }) }, io.style));
    const next = terminalTitle(view);
    if (next !== title) io.raw(`\u001B]0;${(title = next)}\u0007`);
  };

  return {
    event: (event, view) => {
      if (narrow) lines.event(event, view);
    },
    tick: draw,
    note: (text) => (narrow ? lines.note(text) : region.print(io.style.text(text))),
    leave: () => region.clear(),
    enter: draw,
    end: (view) => {
      draw(view);
      region.clear();
      if (title !== "") io.raw("\u001B]0;\u0007");
      if (view.startedAtMs !== undefined && io.now() - view.startedAtMs > BELL_AFTER_MS) io.raw("\u0007");
      if (!narrow) io.err("");
    },
  };
}
