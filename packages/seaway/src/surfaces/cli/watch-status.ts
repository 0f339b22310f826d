import { setTimeout as sleep } from "node:timers/promises";
import { ctrlC } from "./terminal/ctrl-c.ts";
import type { Io } from "./terminal/io.ts";
import { liveRegion } from "./terminal/live-region.ts";

/** The world is read this often: what happens outside Seaway tells nobody. */
const LOOK_EVERY_MS = 1_000;

/**
 * Shows a text again whenever it has changed, until Ctrl-C: in place on a terminal, one after the other elsewhere. On a terminal the last
 * one stays.
 */
export async function watchStatus(read: () => Promise<string>, io: Io, signal: AbortSignal = ctrlC()): Promise<void> {
  const region = io.screen.mode === "live" ? liveRegion({ write: (bytes) => io.raw(bytes), columns: () => io.size().columns }) : undefined;
  let shown = "";
  try {
    while (!signal.aborted) {
      const text = await read();
      // What does not fit would scroll away and be drawn again below: the first lines say the most.
      if (region) region.draw(text.split("\n").slice(0, io.size().rows - 1));
      else if (text !== shown) io.out(text);
      shown = text;
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    region?.clear();
    if (region) io.out(shown);
  }
}
