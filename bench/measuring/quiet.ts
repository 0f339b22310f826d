import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** Share of all processors' time that others may take. */
export const QUIET = 0.2;

/** Waits until the machine has little else to do, a minute at most. @returns the share of its time that others took last */
export async function quiet(): Promise<number> {
  const giveUpAt = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const before = times();
    await sleep(LOOK_MS);
    const after = times();
    const busy = 1 - (after.idle - before.idle) / (after.all - before.all);
    if (busy <= QUIET || performance.now() > giveUpAt) return busy;
  }
}

function times(): { readonly idle: number; readonly all: number } {
  const all = cpus().map((cpu) => cpu.times);
  const sum = (of: (times: (typeof all)[number]) => number): number => all.reduce((total, one) => total + of(one), 0);
  return { idle: sum(({ idle }) => idle), all: sum(({ idle, user, nice, sys, irq }) => idle + user + nice + sys + irq) };
}
