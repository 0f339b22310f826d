import { nearestName } from "../../std/nearest-name.ts";
import type { EnvironmentDefinition, ServiceDefinition } from "../definition.ts";
import { localProperties } from "../environment.ts";
import type { LocalOverrides } from "../project.ts";
import { readProps } from "../properties/property.ts";
import { readChanges } from "./read-environment.ts";
import { inside, isRecord, report, wrong, type Notes, type Spot } from "./spot.ts";

/** The environments with the changes of `seaway.local.ts`, which go before those of the config. */
export function readOverrides(
  overrides: LocalOverrides,
  environments: readonly [string, EnvironmentDefinition][],
  services: readonly ServiceDefinition[],
  notes: Notes,
): readonly [string, EnvironmentDefinition][] {
  const spot: Spot = { notes, node: "seaway.local.ts", property: "", site: overrides.site, argument: 0, path: [] };
  const changed: unknown = overrides.props?.environments;
  const at = inside(spot, "environments");
  if (!isRecord(changed)) {
    wrong(at, changed, "an object with environments by their names", "environments: { local: { } }");
    return environments;
  }
  const known = new Map(environments);
  for (const [name, props] of Object.entries(changed)) {
    const here = { ...inside(at, name), node: `environment ${name}`, property: "" };
    const before = known.get(name);
    if (before === undefined) {
      const nearest = nearestName(name, known.keys());
      const facts = { name, known: [...known.keys()].join(", "), ...(nearest === undefined ? {} : { nearest }) };
      report(here, "SEA-2117", facts, { of: "key", label: "unknown" });
    } else if (isLocal(before.target)) {
      const read = readProps(localProperties, props, here, true);
      const changes = readChanges(name, read.services ?? {}, services, inside(here, "services"));
      known.set(name, { ...before, protected: read.protected ?? before.protected, services: mergeChanges(before.services, changes) });
    } else report(here, "SEA-2130", { environment: name, target: before.target }, { of: "key", label: "not local" });
  }
  return [...known];
}

/** As a question of its own, because today every target is `local`. */
const isLocal = (target: string): boolean => target === "local";

/** Per service and property; settings one by one. */
function mergeChanges(
  before: EnvironmentDefinition["services"],
  changes: EnvironmentDefinition["services"],
): EnvironmentDefinition["services"] {
  const merged = Object.entries(changes).map(([service, props]) => {
    const old = before[service] ?? {};
    const env = isRecord(old.env) && isRecord(props.env) ? { env: { ...old.env, ...props.env } } : {};
    return [service, { ...old, ...props, ...env }] as const;
  });
  return { ...before, ...Object.fromEntries(merged) };
}
