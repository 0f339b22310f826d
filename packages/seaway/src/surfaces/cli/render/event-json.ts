import type { NumberedEvent } from "../../../model/events/run-event.ts";

/** One event as a line of JSON. `v` is the version of the form: changes only add. */
export const toEventLine = (event: NumberedEvent): string => JSON.stringify({ v: 1, ...event });
