import type { EnvironmentDefinition, ServiceDefinition } from "../definition.ts";
import type { Service } from "../service.ts";
import { inside, report, type Notes } from "./spot.ts";

/** Services have addresses of their own, so they may share a port; the one address of the public can't. */
export function checkPublicPorts(
  environment: string,
  services: readonly Service[],
  definitions: readonly ServiceDefinition[],
  changes: EnvironmentDefinition["services"],
  notes: Notes,
): void {
  const taken = new Map<number, string>();
  for (const { name, port, public: everywhere } of definitions) {
    const isPublic = changes[name]?.public ?? everywhere;
    if (isPublic !== true || port === undefined) continue;
    const other = taken.get(port);
    if (other !== undefined) {
      const site = services.find((service) => service.node === name)?.site ?? "";
      const spot = { notes, node: `service ${name}`, property: "", site, argument: 1, path: [] };
      report(inside(spot, "port"), "SEA-2118", { service: name, other, port: String(port), environment }, { label: "taken" });
    }
    taken.set(port, other ?? name);
  }
}
