import type { ServiceDefinition } from "../../model/definition.ts";
import type { NodeId } from "../../model/numbers.ts";

/** Splits `users.uri` into the name of what it refers to and the property. A config that was checked has no other form. */
export function splitReference(ref: string): { name: string; property: string } {
  const dot = ref.lastIndexOf(".");
  return { name: ref.slice(0, dot), property: ref.slice(dot + 1) };
}

const references = ({ env }: ServiceDefinition): { name: string; property: string }[] =>
  Object.values(env).flatMap((setting) => (typeof setting === "object" && "ref" in setting ? [splitReference(setting.ref)] : []));

/** Names of what a service's settings refer to, each once. */
export const referredNames = (service: ServiceDefinition): string[] => [...new Set(references(service).map(({ name }) => name))];

/** Names whose `host` or `port` a service composes itself: such a database has to be reachable over TCP, and not by its socket alone. */
export const namesByAddress = (service: ServiceDefinition): string[] =>
  references(service).flatMap(({ name, property }) => (property === "host" || property === "port" ? [name] : []));

/** Names of the secrets that a service's settings ask for, each once, sorted. */
export function secretNames(service: ServiceDefinition): string[] {
  const names = Object.values(service.env).flatMap((setting) =>
    typeof setting === "object" && "secret" in setting ? [setting.secret] : [],
  );
  return [...new Set(names)].toSorted();
}

export const databaseNode = (name: string): NodeId => `database.${name}`;
export const serviceNode = (name: string): NodeId => `service.${name}`;
export const buildNode = (name: string): NodeId => `build.${name}`;
export const testNode = (name: string): NodeId => `test.${name}`;
export const migrationNode = (name: string): NodeId => `migration.${name}`;
export const volumeNode = (name: string): NodeId => `volume.${name}`;

/** `backend` of `service.backend`. */
export const nameOf = (node: NodeId): string => node.slice(node.indexOf(".") + 1);
