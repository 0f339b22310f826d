import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const KNOCK_EVERY_MS = 40;
/** Who has not noticed after so many is busy with something else than waiting. */
const KNOCKS = 40;

/**
 * Connects to a server and leaves at once, again and again until it has ended. A server that was asked to end may notice only when its wait
 * for a connection is over: gunicorn's threads wait for a second, and whoever stops an idle one waits with them.
 */
export async function knockUntil(ended: Promise<unknown>, port: number): Promise<void> {
  const over = new AbortController();
  ended.then(
    () => over.abort(),
    () => over.abort(),
  );
  for (let knock = 0; knock < KNOCKS && !over.signal.aborted; knock += 1) {
    const visitor = connect(port, "127.0.0.1", () => visitor.destroy()).on("error", () => undefined);
    await sleep(KNOCK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
  }
}
