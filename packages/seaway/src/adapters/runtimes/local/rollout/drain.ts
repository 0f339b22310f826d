import type { Drained } from "../../../../engine/ports/runtime.ts";
import type { PointedVersion } from "../snapshot/snapshot.ts";
import { allTargets } from "./point.ts";
import type { Held, Supervisor, WireRollout } from "./supervisor.ts";

/** @source rules-rollout 1 */
const DRAIN_LIMIT_MS = 30_000;

/** Waits until nothing is in flight to what served before this rollout, and no longer does. */
export async function drain(supervisor: Supervisor, held: Held, rollout: WireRollout, signal: AbortSignal): Promise<Drained> {
  return drainVersions(supervisor, held, outgoing(held, rollout), signal);
}

/** Waits for the requests to these versions to end, and cuts what is left at the limit. */
export async function drainVersions(
  { proxy, now }: Supervisor,
  held: Held,
  versions: readonly Pick<PointedVersion, "instances">[],
  signal: AbortSignal,
): Promise<Drained> {
  const startedAtMs = now();
  const cut = await proxy.drain(allTargets(held, versions), DRAIN_LIMIT_MS, signal);
  return { cut, tookMs: now() - startedAtMs };
}

function outgoing({ record }: Held, { deployment }: WireRollout): readonly Pick<PointedVersion, "instances">[] {
  return Object.values(record.pointers).flatMap(({ deployment: pointed, before, instances }) => {
    if (pointed !== deployment || before === undefined) return [];
    return [{ instances: before.instances.filter((name) => !instances.includes(name)) }];
  });
}
