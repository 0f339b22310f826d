import { failure } from "../../../../model/errors/failure.ts";
import type { Entry, PointedVersion, Pointer } from "../snapshot/snapshot.ts";
import { openDoors } from "./doors.ts";
import { point } from "./point.ts";
import { nextInstances } from "./start-service.ts";
import { holdToChange, type Held, type Supervisor, type WireRollout, type WireService } from "./supervisor.ts";

/** Leads every service to its version of this release. The intended pointers are durable first, then all are swapped in one turn. */
export async function switchPointers(supervisor: Supervisor, rollout: WireRollout): Promise<void> {
  const held = await holdToChange(supervisor, rollout);
  const { pointers } = held.record;
  const intended = new Map(rollout.services.map((service) => [service.service, nextPointer(held, rollout, service)]));
  const before = { ...pointers };
  for (const [service, pointer] of intended) pointers[service] = pointer;
  try {
    await supervisor.save();
  } catch (cause) {
    // Nobody was led anywhere, and a later write must not say so.
    for (const service of intended.keys()) takeBack(pointers, service, before[service]);
    throw cause;
  }
  // All doors are open before the first is led anywhere: between the pointers of two services nothing may take time.
  await Promise.all([...intended].map(([service, { entry }]) => openDoors(supervisor, held, service, entry)));
  point(supervisor, held, [...intended.keys()]);
}

export function takeBack(pointers: Record<string, Pointer>, service: string, before: Pointer | undefined): void {
  if (before === undefined) delete pointers[service];
  else pointers[service] = before;
}

function nextPointer(held: Held, rollout: WireRollout, service: WireService): Pointer {
  const serving = held.record.pointers[service.service];
  if (serving?.deployment === rollout.deployment) return serving;
  if (!service.changed && serving === undefined) {
    throw failure("SEA-5321", { service: service.service, environment: rollout.environment });
  }
  const started = nextInstances(held, rollout, service.service).map(({ record }) => record.instance);
  if (service.changed && started.length === 0) throw new Error(`${service.service} of deployment ${rollout.deployment} was not started`);
  return {
    deployment: rollout.deployment,
    release: rollout.release,
    instances: service.changed ? started : (serving?.instances ?? []),
    entry: entryOf(service),
    ...(serving === undefined ? {} : { before: withoutBefore(serving) }),
  };
}

const entryOf = ({ kind, port, health, public: isPublic }: WireService): Entry => ({
  kind,
  ...(port === undefined ? {} : { port }),
  ...(health === undefined ? {} : { health }),
  public: isPublic,
});

const withoutBefore = ({ before: _before, ...version }: Pointer): PointedVersion => version;
