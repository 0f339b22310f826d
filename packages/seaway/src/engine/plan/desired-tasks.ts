import type { ProjectDefinition, ServiceDefinition } from "../../model/definition.ts";
import type { NodeId } from "../../model/numbers.ts";
import type { TestSelection } from "../../model/plan.ts";
import type { Json } from "../../std/json.ts";
import type { Provider } from "../ports/provider.ts";
import { buildNode, referredNames, testNode } from "./settings.ts";

/** A task that the config implies. */
export interface DesiredTask {
  readonly node: NodeId;
  /** Which of the target's kinds of tasks carries it. */
  readonly kind: string;
  readonly desired: Json;
  /** What has to be done before. */
  readonly after: readonly NodeId[];
  /** Those of them whose keys are among its inputs. */
  readonly keyedBy: readonly NodeId[];
}

/** Each service's artifact. */
export const buildsOf = ({ services }: ProjectDefinition, { kinds }: Provider): DesiredTask[] =>
  services.map(({ name, path }) => ({
    node: buildNode(name),
    kind: kinds.build,
    desired: { service: name, path },
    after: [],
    keyedBy: [],
  }));

/**
 * Each service's suite. It runs in a private copy of the whole system, so it waits for every build; it runs again when the service or
 * something that the service refers to is another one, directly or through others.
 */
export function suitesOf({ services, databases }: ProjectDefinition, { kinds }: Provider, selection?: TestSelection): DesiredTask[] {
  const { suite } = kinds;
  if (suite === undefined) return [];
  const tested = services.filter(({ name, test }) => test !== false && (selection === undefined || selection.services.includes(name)));
  return tested.map((service) => {
    const involved = closureOf(service, services);
    const only = selection?.only[service.name];
    const desired = { service: service.name, involved, services, databases, ...(only === undefined ? {} : { only }) };
    return {
      node: testNode(service.name),
      kind: suite,
      desired: desired as unknown as Json,
      after: services.map(({ name }) => buildNode(name)),
      keyedBy: involved.map(buildNode),
    };
  });
}

/** Names of a service and of the services that it refers to, directly or through others; sorted. */
function closureOf(service: ServiceDefinition, services: readonly ServiceDefinition[]): readonly string[] {
  const found = new Set([service.name]);
  for (const name of found) {
    const other = services.find((candidate) => candidate.name === name);
    // A set that grows while it is walked is walked to its end.
    for (const referred of other ? referredNames(other) : [])
      if (services.some((candidate) => candidate.name === referred)) found.add(referred);
  }
  return [...found].toSorted();
}
