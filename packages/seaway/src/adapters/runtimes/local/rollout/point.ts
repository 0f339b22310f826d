import type { Target } from "../proxy/proxy.ts";
import type { PointedVersion, Pointer } from "../snapshot/snapshot.ts";
import { doorsOf } from "./doors.ts";
import type { Held, Supervisor } from "./supervisor.ts";

/** Leads the doors of these services to what their pointers say, all in one synchronous turn. Instances that are down are left out. */
export function point({ proxy }: Supervisor, held: Held, services: readonly string[]): void {
  const targets = new Map<string, readonly Target[]>();
  for (const service of services) {
    const pointer = held.record.pointers[service];
    if (pointer === undefined) continue;
    const up = upTargets(held, pointer);
    // A door of the outgoing version that the next one does not have leads to the next version too, until it is closed.
    const doors = [pointer.entry, ...(pointer.before ? [pointer.before.entry] : [])].flatMap((entry) =>
      doorsOf(held.record, service, entry),
    );
    for (const { id } of doors) targets.set(id, up);
  }
  proxy.point(targets);
}

function upTargets({ instances }: Held, { instances: names }: Pointer): readonly Target[] {
  return names.flatMap((name) => {
    const instance = instances.get(name);
    return instance?.target !== undefined && instance.isUp() ? [instance.target] : [];
  });
}

/** Where requests to a version may still be under way, up or not. */
export function allTargets({ instances }: Held, versions: readonly Pick<PointedVersion, "instances">[]): readonly Target[] {
  return versions.flatMap((version) => version.instances.flatMap((name) => instances.get(name)?.target ?? []));
}
