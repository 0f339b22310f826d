import type { NumberedEvent } from "../../../model/events/run-event.ts";
import type { RunView } from "../../../model/events/run-view.ts";

/** One way to show a run while it goes on; all of them are views of the same fold. */
export interface Presenter {
  /** @param view with this event in it */
  event(event: NumberedEvent, view: RunView): void;
  /** Called about ten times a second: clocks, turning marks, heartbeats. */
  tick(view: RunView): void;
  /** A line of the command itself, beside the run: "Stopping after this step". */
  note(text: string): void;
  /** Leaves the terminal as it was found: before a stop, at the end. */
  leave(): void;
  /** Takes it again. */
  enter(view: RunView): void;
  /** Called once, when nothing more will come. */
  end(view: RunView): void;
}
