import { failure } from "../../../model/errors/failure.ts";
import type { NumberedEvent } from "../../../model/events/run-event.ts";
import type { Store } from "../../../engine/ports/store.ts";

export interface Source {
  readonly store: Pick<Store, "events">;
  /** Resolves when the store may hold something new; at the latest after a moment. */
  changed(signal: AbortSignal): Promise<void>;
  /** Whether the engine that carries the run out is there. */
  engineLives(): boolean;
  /** The last lines that it printed: nothing, unless it made a mistake of ours. */
  lastWords(): readonly string[];
}

/**
 * Every event of a run, in order, none twice, as they become durable; ends with `run.finished`.
 * @throws SEA-8407 when the engine is gone and left the run unfinished
 */
export async function* followEvents(run: number, source: Source, signal: AbortSignal, after = 0): AsyncGenerator<NumberedEvent> {
  let last = after;
  while (!signal.aborted) {
    // Asked before reading: what a living engine wrote until now is in what is read next.
    const lives = source.engineLives();
    const events = await source.store.events(run, last);
    for (const event of events) {
      last = event.seq;
      yield event;
      if (event.type === "run.finished") return;
    }
    if (events.length > 0) continue;
    if (!lives) {
      const log = source.lastWords();
      throw failure("SEA-8407", { run }, log.length > 0 ? { log } : {});
    }
    await source.changed(signal);
  }
}
