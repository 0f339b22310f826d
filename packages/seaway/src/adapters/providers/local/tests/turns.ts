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
    await new Promise<void>((resolve) => waiting.push(resolve));
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
