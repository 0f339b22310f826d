import type { Json } from "../std/json.ts";
import { databaseProperties } from "./database.ts";
import type { ProjectDefinition } from "./definition.ts";
import { inEnvironment } from "./in-environment.ts";
import { machineProperties } from "./machine.ts";
import { serviceProperties } from "./service.ts";

/**
 * Every value of the project as it is in one environment, by the name that the config gives it: `services.backend.replicas` → 2. Settings are
 * one key each. What has no value (no `memory`, no `volume`) is not there.
 * @throws SEA-2117 when the project has no such environment.
 */
export function configValues(definition: ProjectDefinition, environment: string): Readonly<Record<string, Json>> {
  const { services, databases, machines = [], environments, defaultEnvironment } = inEnvironment(definition, environment);
  const values: [string, Json | undefined][] = [];
  for (const { name, env, memoryMiB, ...rest } of services) {
    const own = { ...rest, memory: memoryMiB } as Readonly<Record<string, Json | undefined>>;
    for (const key of Object.keys(serviceProperties)) {
      if (key !== "env") values.push([`services.${name}.${key}`, own[key]]);
      else for (const [setting, value] of Object.entries(env)) values.push([`services.${name}.env.${setting}`, value]);
    }
  }
  for (const { name, databaseName, ...rest } of databases) {
    const own: Readonly<Record<string, Json | undefined>> = { ...rest, name: databaseName };
    for (const key of Object.keys(databaseProperties)) values.push([`databases.${name}.${key}`, own[key]]);
  }
  for (const { name, ...rest } of machines) {
    const own: Readonly<Record<string, Json | undefined>> = rest;
    for (const key of Object.keys(machineProperties)) values.push([`machines.${name}.${key}`, own[key]]);
  }
  values.push([`environments.${environment}.target`, environments[environment]?.target]);
  values.push([`environments.${environment}.protected`, environments[environment]?.protected]);
  values.push(["default", defaultEnvironment]);
  return Object.fromEntries(values.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
