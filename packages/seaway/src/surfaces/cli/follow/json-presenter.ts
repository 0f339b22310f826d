import { toEventLine } from "../render/event-json.ts";
import type { Io } from "../terminal/io.ts";
import type { Presenter } from "./presenter.ts";

/** The run's events on standard output, one a line: the same that every other view is folded from. */
export const jsonPresenter = (io: Io): Presenter => ({
  event: (event) => io.out(toEventLine(event)),
  tick: () => {},
  note: (text) => io.err(text),
  leave: () => {},
  enter: () => {},
  end: () => {},
});
