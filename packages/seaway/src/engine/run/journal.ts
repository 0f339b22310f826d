import type { RunEvent } from "../../model/events/run-event.ts";
import type { Clock } from "../ports/clock.ts";
import type { Batch, Fence, Store } from "../ports/store.ts";

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "atMs"> : never;
/** An event as it is reported: the journal gives it its time. */
export type Reported = WithoutTime<RunEvent>;

/**
 * The log of one run while it is carried out. Events become durable in the order in which they are handed in: whoever awaits `append`
 * knows that what was reported before is durable too, in the same wait for the disk.
 */
export interface Journal {
  /** Hands events in without a wait, where what comes next waits anyway: a beginning before its first intent, an outcome before the next act. */
  report(events: readonly Reported[]): void;
  /** Appends events, and with them in the same write whatever else must not disagree with them. */
  append(events: readonly Reported[], batch?: Batch): Promise<void>;
  /** From here on every write carries this fence and is refused when somebody else holds the lock. */
  fence: Fence | undefined;
}

export function openJournal(run: number, store: Store, clock: Clock): Journal {
  let reported: Promise<void>[] = [];
  const write = (events: readonly Reported[], batch: Batch): Promise<void> => {
    const atMs = clock.now();
    return store.write({ ...batch, events: { run, events: events.map((event) => ({ ...event, atMs })) } }, journal.fence);
  };
  const journal: Journal = {
    fence: undefined,
    report: (events) => {
      const written = write(events, {});
      // Its refusal is the next append's: until then nobody listens.
      written.catch(() => undefined);
      reported.push(written);
    },
    append: async (events, batch = {}) => {
      const before = reported;
      reported = [];
      await Promise.all([...before, write(events, batch)]);
    },
  };
  return journal;
}
