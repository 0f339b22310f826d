import type { RunEvent } from "../../model/events/run-event.ts";
import type { Clock } from "../ports/clock.ts";
import type { Batch, Fence, Store } from "../ports/store.ts";

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "atMs"> : never;
/** An event as it is reported: the journal gives it its time. */
export type Reported = WithoutTime<RunEvent>;

/** The log of one run while it is carried out. Whoever awaits `append` knows that it is durable. */
export interface Journal {
  /** Appends events, and with them in the same write whatever else must not disagree with them. */
  append(events: readonly Reported[], batch?: Batch): Promise<void>;
  /** From here on every write carries this fence and is refused when somebody else holds the lock. */
  fence: Fence | undefined;
}

export function openJournal(run: number, store: Store, clock: Clock): Journal {
  const journal: Journal = {
    fence: undefined,
    append: (events, batch = {}) => {
      const atMs = clock.now();
      return store.write({ ...batch, events: { run, events: events.map((event) => ({ ...event, atMs })) } }, journal.fence);
    },
  };
  return journal;
}
