import { failure } from "../../model/errors/failure.ts";
import type { Verb } from "../../model/plan.ts";
import type { Store } from "../ports/store.ts";

/** What a pin stops: whatever brings another release. A rollback sets it anew, and nothing else changes what serves. */
const STOPPED: readonly Verb[] = ["up", "deploy"];

/** @throws SEA-8420 when the environment is pinned. Asked before anything is built, and again under the lock. */
export async function refusePinned(verb: Verb, environment: string, store: Store): Promise<void> {
  if (!STOPPED.includes(verb)) return;
  const pin = await store.pin(environment);
  if (pin !== undefined) throw failure("SEA-8420", { pin });
}
