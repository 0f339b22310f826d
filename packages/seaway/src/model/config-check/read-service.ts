import type { ServiceDefinition } from "../definition.ts";
import { readProps, type ReadProps } from "../properties/property.ts";
import { serviceProperties, type Service } from "../service.ts";
import type { overridableProperties } from "../environment.ts";
import { inside, wrong, type Notes, type Spot } from "./spot.ts";

/** What is missing after a report has a stand-in, so that the rest is checked too; a definition with findings is never used. */
export function readService(service: Service, notes: Notes): ServiceDefinition {
  const spot: Spot = { notes, node: `service ${service.node}`, property: "", site: service.site, argument: 1, path: [] };
  const {
    path = ".",
    kind,
    port,
    env = {},
    replicas = 1,
    public: isPublic = false,
    ...rest
  } = readProps(serviceProperties, service.props, spot);
  // A port that is there and wrong was reported already: what follows from it would only repeat it.
  const hasPort = port !== undefined || service.props?.port !== undefined;
  checkTogether({ kind: kind ?? (hasPort ? "web" : "worker"), hasPort, isPublic, hasHealth: rest.health !== undefined }, spot);
  return {
    name: service.node,
    kind: kind ?? (hasPort ? "web" : "worker"),
    path,
    ...(port === undefined ? {} : { port }),
    ...toDefinition(rest),
    command: rest.command ?? [],
    env,
    replicas,
    public: isPublic,
    ...(rest.volume === undefined ? {} : { volume: rest.volume }),
    ...(rest.test === undefined ? {} : { test: rest.test }),
  };
}

/** From the names of a config to those of the definition. */
export function toDefinition({ memory, ...same }: ReadProps<typeof overridableProperties>): Partial<ServiceDefinition> {
  return { ...same, ...(memory === undefined ? {} : { memoryMiB: memory }) };
}

interface Together {
  readonly kind: "web" | "worker";
  readonly hasPort: boolean;
  readonly isPublic: boolean;
  readonly hasHealth: boolean;
}

/** What only makes sense with something else. */
export function checkTogether({ kind, hasPort, isPublic, hasHealth }: Together, spot: Spot): void {
  if (kind === "web" && !hasPort) wrong(inside(spot, "kind"), "web", '"worker", because it has no port', 'kind: "worker"');
  if (kind === "worker" && hasPort) wrong(inside(spot, "kind"), "worker", '"web", because it has a port', 'kind: "web"');
  if (isPublic && !hasPort) wrong(inside(spot, "public"), true, "false, because it has no port", "port: 5000");
  if (hasHealth && !hasPort) wrong(inside(spot, "health"), "", "left out, because it has no port", "port: 5000");
}
