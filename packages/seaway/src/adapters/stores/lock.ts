import type { Acquired, Fence } from "../../engine/ports/store.ts";
import type { Holder } from "../../model/events/run-event.ts";

/** The lock of one environment, as a store keeps it. The fence rises with every holder and never falls. */
export interface Lock {
  readonly fence: number;
  /** Absent after it was given back. */
  readonly holder?: Holder;
  readonly expiresAtMs: number;
}

export const FREE: Lock = { fence: 0, expiresAtMs: 0 };

/** What happens when somebody asks for the lock; the caller keeps `lock`, in the same transaction in which it was read. */
export function take(lock: Lock, environment: string, holder: Holder, nowMs: number, leaseMs: number): { lock: Lock; acquired: Acquired } {
  if (lock.holder !== undefined && lock.expiresAtMs > nowMs) {
    return { lock, acquired: { kind: "busy", holder: lock.holder, fence: lock.fence } };
  }
  // Runtimes remember the highest fence that they have seen: a store that was made anew must not begin below it, so time is the least.
  const fence = Math.max(lock.fence + 1, Math.floor(nowMs / 1_000));
  const from = lock.holder === undefined ? {} : { takenOverFrom: lock.holder };
  return {
    lock: { fence, holder, expiresAtMs: nowMs + leaseMs },
    acquired: { kind: "acquired", fence: { environment, fence }, ...from },
  };
}

/** Whether a fence still holds its lock. A lease that ran out is held until somebody takes it: until then nobody else has written. */
export const holds = (lock: Lock, { fence }: Fence): boolean => lock.holder !== undefined && lock.fence === fence;

export const renewed = (lock: Lock, nowMs: number, leaseMs: number): Lock => ({ ...lock, expiresAtMs: nowMs + leaseMs });

/** Free, with the fence kept: the next holder's is higher. */
export const givenBack = ({ fence }: Lock): Lock => ({ fence, expiresAtMs: 0 });

export const holderAt = (lock: Lock, nowMs: number): Holder | undefined => (lock.expiresAtMs > nowMs ? lock.holder : undefined);
