import type { Acts } from "../../../../engine/ports/provider.ts";

/** Each copy of the system is as many processes as the system has: more than two at once only slow each other down. */
const AT_ONCE = 2;

let going = 0;
const waiting: (() => void)[] = [];

/** Runs one suite when its turn has come. */
export async function withTurn<Result>(
  { progress, signal }: Pick<Acts, "progress" | "signal">,
  work: () => Promise<Result>,
): Promise<Result> {
  if (going >= AT_ONCE) {
    progress("waits for another suite");
    await turn(signal);
  } else {
    going += 1;
  }
  try {
    signal.throwIfAborted();
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else going -= 1;
  }
}

async function turn(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const cancelled = (): void => {
      waiting.splice(waiting.indexOf(come), 1);
      reject(signal.reason as Error);
    };
    const come = (): void => {
      signal.removeEventListener("abort", cancelled);
      resolve();
    };
    waiting.push(come);
    signal.addEventListener("abort", cancelled, { once: true });
  });
}
