import { randomBytes } from "node:crypto";
import type { DatabaseDefinition, ServiceDefinition, SettingDefinition } from "../../../../model/definition.ts";
import { namesByAddress, secretNames, splitReference } from "../../../../engine/plan/settings.ts";

/** Names, addresses and throwaway credentials of one stand. */
export interface StandNames {
  readonly addressOf: (name: string) => string;
  readonly socketFolder: string;
  readonly databases: readonly StandDatabaseNames[];
  /** One value a secret, made up: tests never get one of an environment's. */
  readonly secrets: ReadonlyMap<string, string>;
}

export interface StandDatabaseNames {
  readonly definition: DatabaseDefinition;
  readonly password: string;
  /** Whether something reaches it by host and port. */
  readonly tcp: boolean;
}

export function standNames(
  services: readonly ServiceDefinition[],
  databases: readonly DatabaseDefinition[],
  { network, socketFolder }: { readonly network: boolean; readonly socketFolder: string },
): StandNames {
  const random = randomBytes(2);
  // With the machine's network the addresses must be nobody else's; alone, any will do.
  const prefix = network ? `127.${(128 + (random[0] ?? 0) / 4) | 0}.${random[1]}` : "127.77.1";
  const names = [...services, ...databases].map(({ name }) => name);
  const byAddress = new Set(services.flatMap(namesByAddress));
  return {
    addressOf: (name) => `${prefix}.${names.indexOf(name) + 1}`,
    socketFolder,
    databases: databases.map((definition) => ({
      definition,
      password: randomBytes(18).toString("base64url"),
      tcp: byAddress.has(definition.name),
    })),
    secrets: new Map(services.flatMap(secretNames).map((name) => [name, randomBytes(24).toString("base64url")])),
  };
}

/** The empty database that a suite has for itself, beside the seeded one of the same server. */
export const suiteDatabase = ({ databaseName }: DatabaseDefinition): string => `${databaseName}_test`;

/** The settings of a service in the stand. @param inside name of a database → the one that is meant by it */
export function standSettings(
  { env }: ServiceDefinition,
  services: readonly ServiceDefinition[],
  names: StandNames,
  inside: (database: DatabaseDefinition) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([key, setting]) => [key, valueOf(setting)]));

  function valueOf(setting: SettingDefinition): string {
    if (typeof setting === "string") return setting;
    if ("secret" in setting) return names.secrets.get(setting.secret) ?? "";
    const { name, property } = splitReference(setting.ref);
    const service = services.find((other) => other.name === name);
    if (service) return property === "host" ? name : property === "port" ? String(service.port) : `http://${name}:${service.port}`;
    return databaseProperty(name, property, names, inside);
  }
}

function databaseProperty(name: string, property: string, names: StandNames, inside: (database: DatabaseDefinition) => string): string {
  const found = names.databases.find(({ definition }) => definition.name === name);
  if (found === undefined) throw new Error(`the config has no database ${name}`);
  const { definition, password, tcp } = found;
  if (property === "uri") return databaseUri(found, names, inside(definition));
  if (property === "host") return tcp ? name : names.socketFolder;
  if (property === "port") return "5432";
  if (property === "password") return password;
  return property === "user" ? definition.databaseName : inside(definition);
}

export const databaseUri = ({ definition, password }: StandDatabaseNames, { socketFolder }: StandNames, database: string): string =>
  `postgresql://${encodeURIComponent(definition.databaseName)}:${password}@/${encodeURIComponent(database)}?host=${socketFolder}`;
