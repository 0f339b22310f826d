import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../engine/ports/clock.ts";

/** The machine's own time. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (durationMs, signal) => sleep(durationMs, undefined, signal === undefined ? {} : { signal }),
};
