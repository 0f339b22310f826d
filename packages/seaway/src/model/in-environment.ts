import { nearestName } from "../std/nearest-name.ts";
import type { ProjectDefinition, ServiceDefinition } from "./definition.ts";
import { failure } from "./errors/failure.ts";

/**
 * The project as it is in one environment: its changes of services are merged in, settings one by one.
 * @throws SEA-2117 when the project has no such environment.
 */
export function inEnvironment(definition: ProjectDefinition, environment: string): ProjectDefinition {
  const names = Object.keys(definition.environments);
  const changes = names.includes(environment) ? definition.environments[environment]?.services : undefined;
  if (changes === undefined) {
    const nearest = nearestName(environment, names);
    throw failure("SEA-2117", { name: environment, known: names.join(", "), ...(nearest === undefined ? {} : { nearest }) });
  }
  const services = definition.services.map((service): ServiceDefinition => {
    // Already checked and in the definition's own form: `checkProject` made it.
    const change = (changes[service.name] ?? {}) as Partial<ServiceDefinition>;
    return { ...service, ...change, env: { ...service.env, ...change.env } };
  });
  return { ...definition, services };
}
