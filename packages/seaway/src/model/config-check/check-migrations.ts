import { nearestName } from "../../std/nearest-name.ts";
import type { Database } from "../database.ts";
import type { DatabaseDefinition, ServiceDefinition } from "../definition.ts";
import { report, wrong, type Notes, type Spot } from "./spot.ts";

/** A migration by a command names a service of the project, and files among those that are built with it. */
export function checkMigrations(
  databases: readonly Database[],
  definitions: readonly DatabaseDefinition[],
  services: readonly ServiceDefinition[],
  notes: Notes,
): void {
  for (const { name, migrate } of definitions) {
    if (migrate === undefined || !("command" in migrate)) continue;
    const site = databases.find((database) => database.node === name)?.site ?? "";
    const at = (key: string): Spot => ({
      ...{ notes, node: `database ${name}`, property: `migrate.${key}`, site, argument: 1 },
      path: ["migrate", key],
    });
    const service = services.find((other) => other.name === migrate.service);
    if (service === undefined) {
      const names = services.map((other) => other.name);
      const nearest = nearestName(migrate.service, names);
      const facts = { node: `database ${name}`, service: migrate.service, known: names.join(", ") };
      report(at("service"), "SEA-2133", { ...facts, ...(nearest === undefined ? {} : { nearest }) }, { label: "unknown" });
      continue;
    }
    const { path } = service;
    const isInside = migrate.files === undefined || path === "." || migrate.files === path || migrate.files.startsWith(`${path}/`);
    if (!isInside)
      wrong(at("files"), migrate.files, `a folder below ${path}, which is built with ${service.name}`, `files: "${path}/migrations"`);
  }
}
