import type { Io } from "../terminal/io.ts";
import { githubPresenter } from "./github-presenter.ts";
import { jsonPresenter } from "./json-presenter.ts";
import { linesPresenter } from "./lines-presenter.ts";
import { livePresenter } from "./live-presenter.ts";
import type { Presenter } from "./presenter.ts";
import { quietPresenter } from "./quiet-presenter.ts";

/** The presenter for this screen. */
export function presenterOf(io: Io, facts: { readonly typicalMs?: number | undefined } = {}): Presenter {
  switch (io.screen.mode) {
    case "json":
      return jsonPresenter(io);
    case "quiet":
      return quietPresenter(io);
    case "lines":
      return io.screen.github ? githubPresenter(io) : linesPresenter(io);
    case "live":
      return livePresenter(io, facts);
  }
}
