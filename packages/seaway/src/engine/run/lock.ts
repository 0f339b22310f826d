import { failure, SeawayError } from "../../model/errors/failure.ts";
import type { Holder } from "../../model/events/run-event.ts";
import type { Ports } from "../ports/ports.ts";
import type { Acquired, Fence } from "../ports/store.ts";

/** A holder that shows no sign of life for this long is taken over. */
const LEASE_MS = 15_000;
const BEAT_MS = 5_000;
const LOOK_AGAIN_MS = 200;

export interface Held {
  readonly fence: Fence;
  readonly takenOverFrom?: Holder;
  /** Aborted when somebody else took the lock over: whatever is under way must stop, and can write nothing more. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface Waiting {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told once for each holder that is waited for. */
  readonly onHolder: (holder: Holder) => Promise<void>;
}

/**
 * Takes the lock of an environment, waiting for its holder if there is one, and keeps it by a heartbeat until it is released.
 * @throws SEA-8403 when it is still busy after `timeoutMs`; the signal's reason when it is aborted meanwhile.
 */
export async function holdLock(environment: string, holder: Holder, ports: Ports, waiting: Waiting): Promise<Held> {
  const { store, clock } = ports;
  const giveUpAtMs = clock.now() + waiting.timeoutMs;
  let shown: number | undefined;
  let gone: Holder | undefined;
  for (;;) {
    const answer = await ask(environment, holder, giveUpAtMs, ports);
    if (answer === undefined) continue;
    if (answer.kind === "acquired") return keep(answer.fence, answer.takenOverFrom ?? gone, ports);
    // A holder on this machine whose process is gone will never come back: nobody waits for its lease.
    if (ports.isGone(answer.holder)) {
      gone = answer.holder;
      await store.release({ environment, fence: answer.fence });
      continue;
    }
    if (clock.now() >= giveUpAtMs) throw failure("SEA-8403", { environment, holder: answer.holder });
    if (shown !== answer.fence) await waiting.onHolder(answer.holder);
    shown = answer.fence;
    await clock.sleep(LOOK_AGAIN_MS, waiting.signal);
  }
}

/** @returns undefined when another process kept the store itself from being written: a holder that was stopped inside a write does. */
async function ask(environment: string, holder: Holder, giveUpAtMs: number, { store, clock }: Ports): Promise<Acquired | undefined> {
  try {
    return await store.acquire(environment, holder, LEASE_MS);
  } catch (error) {
    if (error instanceof SeawayError && error.problem.code === "SEA-8005" && clock.now() < giveUpAtMs) return undefined;
    throw error;
  }
}

function keep(fence: Fence, takenOverFrom: Holder | undefined, { store, clock }: Ports): Held {
  const [lost, released] = [new AbortController(), new AbortController()];
  const beat = async (): Promise<void> => {
    while (!released.signal.aborted) {
      await clock.sleep(BEAT_MS, released.signal);
      if (!(await store.renew(fence, LEASE_MS))) return lost.abort(new Error("the lock was taken over"));
    }
  };
  const beating = beat().catch((error: unknown) => {
    if (!released.signal.aborted) lost.abort(error);
  });
  return {
    fence,
    ...(takenOverFrom === undefined ? {} : { takenOverFrom }),
    lost: lost.signal,
    release: async () => {
      released.abort();
      await beating;
      await store.release(fence);
    },
  };
}
