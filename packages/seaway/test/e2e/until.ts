import { setTimeout as sleep } from "node:timers/promises";

/**
 * Looks again and again until something is there. Where no event tells of it, this is how a test waits: for the thing, never for a time.
 * @throws after `limitMs`, which is generous because these machines are noisy, naming what was waited for
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 60_000,
): Promise<T> {
  const giveUpAt = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`waited ${limitMs} ms in vain for: ${what}`);
    await sleep(20);
  }
}
