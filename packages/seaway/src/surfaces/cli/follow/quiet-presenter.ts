import type { Io } from "../terminal/io.ts";
import type { Presenter } from "./presenter.ts";

/** Shows nothing of what goes well; errors and the result are printed by whoever called. */
export const quietPresenter = (io: Io): Presenter => ({
  event: () => {},
  tick: () => {},
  note: (text) => io.err(text),
  leave: () => {},
  enter: () => {},
  end: () => {},
});
