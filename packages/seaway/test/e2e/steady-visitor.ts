import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../load/client.ts";
import { until } from "./until.ts";

/** One request after the other, a moment apart: what a visitor meets while something is killed. */
export interface SteadyVisitor {
  /** Ids of requests that were answered as they should be, where they have ids. */
  readonly acknowledged: readonly string[];
  readonly sent: number;
  readonly failed: number;
  /** Resolves when a request that was sent after this moment was answered as it should be. @returns the milliseconds until then */
  servedAgain(): Promise<number>;
  leave(): Promise<void>;
}

const APART_MS = 10;

export function steadyVisitor(client: Client): SteadyVisitor {
  const acknowledged: string[] = [];
  const left = new AbortController();
  let [sent, failed, goodSentAtMs, goodAtMs] = [0, 0, 0, 0];
  const visiting = (async (): Promise<void> => {
    for (let n = 1; !left.signal.aborted; n += 1) {
      const sentAtMs = performance.now();
      sent += 1;
      const complaint = await client.send(n, sentAtMs).then(
        (answer) => client.judge(answer, n),
        (error: unknown) => String(error),
      );
      if (complaint === undefined) {
        [goodSentAtMs, goodAtMs] = [sentAtMs, performance.now()];
        acknowledged.push(client.idOf?.(n) ?? "");
      } else failed += 1;
      await sleep(APART_MS);
    }
  })();
  return {
    acknowledged,
    get sent() {
      return sent;
    },
    get failed() {
      return failed;
    },
    servedAgain: async () => {
      const sinceMs = performance.now();
      await until("a request was answered", () => goodSentAtMs > sinceMs);
      return goodAtMs - sinceMs;
    },
    leave: async () => {
      left.abort();
      await visiting;
      client.end();
    },
  };
}
