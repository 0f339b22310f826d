import { fold, emptyView } from "../../../model/events/fold.ts";
import type { RunView } from "../../../model/events/run-view.ts";
import type { Io } from "../terminal/io.ts";
import { keys } from "../terminal/keys.ts";
import { watchSuspension } from "../terminal/suspend.ts";
import { followEvents, type Source } from "./follow-events.ts";
import type { Presenter } from "./presenter.ts";

export interface Watched {
  readonly view: RunView;
  /** How the watching ended: the run did, or its person left it running. */
  readonly left: "finished" | "detached";
  /** The signal that asked the run to stop, for the exit code. */
  readonly stoppedBy?: "SIGINT" | "SIGTERM";
}

export interface Watching {
  readonly run: number;
  readonly environment: string;
  readonly source: Source;
  /** Asks the engine to end the run safely. */
  readonly cancel: () => Promise<void>;
}

/** Ten times a second is as often as a terminal is drawn. */
const TICK_MS = 100;
/** How long a SIGTERM waits for the run to stop: who sends it kills soon after. */
const TERM_LIMIT_MS = 30_000;

/**
 * Shows a run until it ends or is left. The first Ctrl-C ends it safely, the second one leaves it running, as `d` does;
 * SIGTERM is a first Ctrl-C with a limit of 30 s. The run itself is carried out elsewhere: nothing here can lose it.
 */
export async function watchRun({ run, environment, source, cancel }: Watching, presenter: Presenter, io: Io): Promise<Watched> {
  const leaving = new AbortController();
  let view: RunView = { ...emptyView, run, environment };
  let stoppedBy: Watched["stoppedBy"];

  const detach = (): void => leaving.abort();
  const stop = (signal: "SIGINT" | "SIGTERM"): void => {
    if (stoppedBy !== undefined) return detach();
    stoppedBy = signal;
    presenter.note(signal === "SIGINT" ? "Stopping after this step. Ctrl-C again to leave it running." : "Stopping after this step.");
    cancel().catch((error: unknown) =>
      presenter.note(`It could not be asked to stop: ${error instanceof Error ? error.message : String(error)}`),
    );
    if (signal === "SIGTERM") setTimeout(detach, TERM_LIMIT_MS).unref();
  };
  const interrupt = (): void => stop("SIGINT");
  const terminate = (): void => stop("SIGTERM");

  const keyboard = keys(io.stdin, (key) => {
    if (key === "interrupt") interrupt();
    if (key === "suspend") suspension.suspend();
    if (key === "enter") presenter.note("");
    if (key === "detach") detach();
  });
  const leave = (): void => (presenter.leave(), keyboard.off());
  const enter = (): void => {
    if (io.screen.mode === "live") keyboard.on();
    presenter.enter(view);
  };
  const suspension = watchSuspension({ leave, enter });
  const ticking = setInterval(() => presenter.tick(view), TICK_MS);
  process.on("SIGINT", interrupt).on("SIGTERM", terminate).on("exit", leave);

  try {
    if (io.screen.mode === "live") keyboard.on();
    for await (const event of followEvents(run, source, leaving.signal)) {
      view = fold(view, event);
      presenter.event(event, view);
    }
  } finally {
    clearInterval(ticking);
    suspension.stop();
    keyboard.off();
    process.off("SIGINT", interrupt).off("SIGTERM", terminate).off("exit", leave);
    presenter.end(view);
  }
  return { view, left: leaving.signal.aborted ? "detached" : "finished", ...(stoppedBy === undefined ? {} : { stoppedBy }) };
}
