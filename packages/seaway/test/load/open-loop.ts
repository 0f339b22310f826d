import { deferred } from "../../src/std/deferred.ts";
import type { Client } from "./client.ts";
import { toVerdict, type Outcome, type Verdict } from "./verdict.ts";

const TICK_MS = 5;

export interface Load {
  /** Milliseconds since the load began. */
  now(): number;
  /** Resolves when this many requests have ended, well or not. A test paces itself by requests, not by time. */
  ended(count: number): Promise<void>;
  /** Sends no more, waits for what is under way. */
  stop(): Promise<Verdict>;
}

/**
 * A load at a constant rate, whatever becomes of the answers: an open loop. (A closed one, in which each client waits for its answer,
 * sends less exactly when the other side is in trouble.) At most `maxRequests` are sent in all, so that a test that hangs does no harm.
 */
export function openLoop(clients: readonly Client[], { maxRequests }: { readonly maxRequests: number }): Load {
  const beganAt = performance.now();
  const now = (): number => performance.now() - beganAt;
  const outcomes: Outcome[] = [];
  const underWay = new Set<Promise<void>>();
  const waiting = new Set<() => void>();
  const sentBy = new Map(clients.map((client) => [client, 0]));
  let sent = 0;

  function sendWhatIsDue(): void {
    for (const client of clients) {
      for (let n = sentBy.get(client)!; (n * 1_000) / client.perSecond <= now() && sent < maxRequests; n += 1) {
        sent += 1;
        sentBy.set(client, n + 1);
        const one = carryOut(client, n, (n * 1_000) / client.perSecond).finally(() => underWay.delete(one));
        underWay.add(one);
      }
    }
  }

  async function carryOut(client: Client, request: number, dueAtMs: number): Promise<void> {
    const id = client.idOf?.(request);
    const reason = await reasonAgainst(client, request, now());
    outcomes.push({
      kind: client.kind,
      request,
      dueAtMs,
      endedAtMs: now(),
      ...(id === undefined ? {} : { id }),
      ...(reason === undefined ? {} : { reason }),
    });
    for (const check of waiting) check();
  }

  const timer = setInterval(sendWhatIsDue, TICK_MS);
  sendWhatIsDue();
  return {
    now,
    ended(count) {
      const { promise, resolve } = deferred();
      const check = (): void => {
        if (outcomes.length < Math.min(count, maxRequests)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      return promise;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      for (const client of clients) client.end();
      return toVerdict(outcomes);
    },
  };
}

async function reasonAgainst(client: Client, request: number, sentAtMs: number): Promise<string | undefined> {
  try {
    return client.judge(await client.send(request, sentAtMs), request);
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}
