import type { ProjectDefinition } from "../../model/definition.ts";
import type { WorldState } from "../../model/world-state.ts";
import type { Ports } from "../ports/ports.ts";
import type { ObservedRuntime } from "../ports/runtime.ts";

export interface DescribedWorld {
  readonly world: WorldState;
  readonly runtime: ObservedRuntime;
}

/** How an environment stands at this moment: read from the world, never from a plan. */
export async function describeWorld(
  environment: string,
  { services }: Pick<ProjectDefinition, "services">,
  { project, runtime }: Pick<Ports, "project" | "runtime">,
): Promise<DescribedWorld> {
  const observed = await runtime.observe({ project, environment, fence: 0 });
  const serving = observed.services.flatMap((service) => service.instances.filter((instance) => instance.serving));
  const release = observed.services.find((service) => service.release !== undefined)?.release;
  const wanted = services.reduce((sum, service) => sum + service.replicas, 0);
  const isServed = new Set(observed.services.filter((service) => service.release !== undefined).map(({ service }) => service));
  const healthless = services.some(
    ({ name: service, port, health }) => isServed.has(service) && port !== undefined && health === undefined,
  );
  return {
    runtime: observed,
    world: {
      environment,
      ...(release === undefined ? {} : { serving: release, seen: healthless ? ("reached" as const) : ("verified" as const) }),
      instances: { healthy: serving.filter(({ state }) => state === "healthy").length, wanted: release === undefined ? 0 : wanted },
      urls: observed.services.flatMap(({ url }) => (url === undefined ? [] : [url])),
    },
  };
}
