import type { Seen } from "../../../../engine/ports/runtime.ts";
import type { Pointer } from "../snapshot/snapshot.ts";
import { closeDoors } from "./doors.ts";
import { drainVersions } from "./drain.ts";
import { point } from "./point.ts";
import { nextInstances } from "./start-service.ts";
import { stopInstances } from "./stop-instances.ts";
import { takeBack } from "./switch-pointers.ts";
import type { Held, Supervisor, WireRollout } from "./supervisor.ts";
import { verify } from "./verify.ts";

/**
 * Leads every service back to what served before this rollout, sees it serve, and stops what the rollout started. Where nothing served
 * before, nothing serves afterwards.
 */
export async function restore(supervisor: Supervisor, held: Held, rollout: WireRollout, signal: AbortSignal): Promise<readonly Seen[]> {
  const { pointers } = held.record;
  const switched = Object.entries(pointers).filter(([, { deployment }]) => deployment === rollout.deployment);
  for (const [service, { before }] of switched) takeBack(pointers, service, before);
  // A disk that takes nothing keeps nobody from being led back: it is written as soon as it can be.
  if (switched.length > 0) await supervisor.save().catch(() => undefined);
  point(supervisor, held, Object.keys(pointers));
  const next = nextInstances(held, rollout);
  try {
    return await verify(supervisor, held, Object.keys(pointers), signal);
  } finally {
    await drainVersions(supervisor, held, [{ instances: next.map(({ record }) => record.instance) }], signal);
    await closeNextDoors(supervisor, held, rollout, switched);
    await stopInstances(supervisor, held, next);
  }
}

/** Doors of a service that served nothing before, or of a port that it did not have before. */
async function closeNextDoors(
  supervisor: Supervisor,
  held: Held,
  rollout: WireRollout,
  switched: readonly [string, Pointer][],
): Promise<void> {
  for (const service of rollout.services.filter(({ changed }) => changed)) {
    await closeDoors(supervisor, held, service.service, service, held.record.pointers[service.service]?.entry);
  }
  for (const [service, { entry }] of switched) await closeDoors(supervisor, held, service, entry, held.record.pointers[service]?.entry);
}
