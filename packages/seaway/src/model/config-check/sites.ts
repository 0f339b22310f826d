import type { Database } from "../database.ts";
import type { Machine } from "../machine.ts";
import type { LocalOverrides, Project } from "../project.ts";
import type { Service } from "../service.ts";
import { isRecord } from "./spot.ts";

/** Where a node was written and which of its keys, so that each value can be shown with its origin. */
export interface Written {
  readonly site: string;
  readonly argument: number;
  /** `port`, `env.DATABASE_URI`; of environments also `services.backend.replicas`. */
  readonly keys: readonly string[];
}

interface Nodes {
  readonly services: readonly Service[];
  readonly databases: readonly Database[];
  readonly machines: readonly Machine[];
}

export function sitesOf(
  project: Project,
  { services, databases, machines }: Nodes,
  environments: Readonly<Record<string, unknown>>,
  overrides: LocalOverrides | undefined,
): Readonly<Record<string, Written>> {
  const nodes = [
    ...services.map((service) => [`services.${service.node}`, service, 1] as const),
    ...databases.map((database) => [`databases.${database.node}`, database, 1] as const),
    ...machines.map((machine) => [`machines.${machine.node}`, machine, 1] as const),
    ...Object.entries(environments).flatMap(([name, value]) => (isMade(value) ? [[`environments.${name}`, value, 0] as const] : [])),
    ["project", project, 1] as const,
    ...(overrides === undefined ? [] : [["local", overrides, 0] as const]),
  ];
  return Object.fromEntries(nodes.map(([name, { site, props }, argument]) => [name, { site, argument, keys: keysOf(props, "", 0) }]));
}

const isMade = (value: unknown): value is { site: string; props: unknown } =>
  typeof value === "object" && value !== null && "site" in value && typeof value.site === "string" && "props" in value;

const DEEPEST = 6;

/** Every key with what leads to it; a node that stands as a value is not entered. */
function keysOf(props: unknown, prefix: string, depth: number): readonly string[] {
  if (depth > DEEPEST || !isRecord(props) || "kind" in props) return [];
  return Object.entries(props).flatMap(([key, value]) =>
    value === undefined ? [] : [`${prefix}${key}`, ...keysOf(value, `${prefix}${key}.`, depth + 1)],
  );
}
