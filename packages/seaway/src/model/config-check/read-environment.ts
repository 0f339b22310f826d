import type { Json } from "../../std/json.ts";
import { nearestName } from "../../std/nearest-name.ts";
import type { EnvironmentDefinition, ServiceDefinition } from "../definition.ts";
import { localProperties, overridableProperties, type Environment } from "../environment.ts";
import { readProps } from "../properties/property.ts";
import { checkTogether, toDefinition } from "./read-service.ts";
import { inside, report, wrong, type Spot } from "./spot.ts";

const isEnvironment = (value: unknown): value is Environment =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "environment" && "site" in value;

/** @param at the entry in the project, for what is no environment at all; the rest is reported inside the call that made it. */
export function readEnvironment(name: string, value: unknown, services: readonly ServiceDefinition[], at: Spot): EnvironmentDefinition {
  if (!isEnvironment(value)) {
    wrong(at, value, "an environment", `${name}: local()`);
    return { target: "local", protected: false, services: {} };
  }
  const spot: Spot = { ...at, node: `environment ${name}`, property: "", site: value.site, argument: 0, path: [] };
  const { protected: isProtected = false, services: changes = {} } = readProps(localProperties, value.props, spot);
  return { target: value.target, protected: isProtected, services: readChanges(name, changes, services, inside(spot, "services")) };
}

/** What an environment changes in services, by their names; written as a part of the definition. */
export function readChanges(
  environment: string,
  changes: Readonly<Record<string, unknown>>,
  services: readonly ServiceDefinition[],
  spot: Spot,
): EnvironmentDefinition["services"] {
  const names = services.map((service) => service.name);
  const entries = Object.entries(changes).flatMap(([name, props]): [string, Readonly<Record<string, Json>>][] => {
    const service = services.find((candidate) => candidate.name === name);
    if (service === undefined) {
      const nearest = nearestName(name, names);
      report(
        inside(spot, name),
        "SEA-2116",
        { service: name, environment, ...(nearest === undefined ? {} : { nearest }) },
        { of: "key", label: "unknown" },
      );
      return [];
    }
    const at = { ...inside(spot, name), node: `service ${name} in environment ${environment}`, property: "" };
    const read = toDefinition(readProps(overridableProperties, props, at, true));
    const hasPort = service.port !== undefined;
    checkTogether({ kind: hasPort ? "web" : "worker", hasPort, isPublic: read.public ?? false, hasHealth: read.health !== undefined }, at);
    return [[name, read]];
  });
  return Object.fromEntries(entries);
}
