import type { EnvironmentDefinition, ProjectDefinition } from "../definition.ts";
import { checkName } from "../node-name.ts";
import { readProps } from "../properties/property.ts";
import type { Machine } from "../machine.ts";
import { projectProperties, type LocalOverrides, type Project } from "../project.ts";
import type { Resource } from "../resource.ts";
import { checkMigrations } from "./check-migrations.ts";
import { checkPublicPorts } from "./check-public-ports.ts";
import { collectDatabases, members } from "./collect-resources.ts";
import { readDatabase } from "./read-database.ts";
import { readEnvironment } from "./read-environment.ts";
import { readMachine } from "./read-machine.ts";
import { readOverrides } from "./read-overrides.ts";
import { readService } from "./read-service.ts";
import { report, inside, type Notes, type Spot } from "./spot.ts";
import type { FileClaim, Finding } from "./finding.ts";
import { sitesOf, type Written } from "./sites.ts";
import { nearestName } from "../../std/nearest-name.ts";

export interface CheckedProject {
  /** Absent when something was found. */
  readonly definition?: ProjectDefinition;
  readonly findings: readonly Finding[];
  readonly files: readonly FileClaim[];
  /** `services.backend` → where it was written, and which properties. */
  readonly written: Readonly<Record<string, Written>>;
}

/**
 * From what the builders made to plain JSON, or to everything that is wrong with it. Comes in: the default exports of `seaway.config.ts` and
 * `seaway.local.ts`. Nothing is read from the disk here: files that the config names are handed on as claims.
 */
export function checkProject(project: Project, overrides?: LocalOverrides): CheckedProject {
  const notes: Notes & { declared: Set<Resource> } = { findings: [], files: [], declared: new Set() };
  const spot: Spot = { notes, node: "the project", property: "", site: project.site, argument: 1, path: [] };
  const name = checkName(project.name, "a project", spot) ? project.name : "";
  const props = readProps(projectProperties, project.props, spot);
  const services = members("service", props.services, inside(spot, "services"));
  const databases = collectDatabases(
    members("database", props.databases, inside(spot, "databases")),
    services,
    props.environments ?? {},
    overrides,
  );
  const machines = members("machine", props.machines, inside(spot, "machines"));
  for (const resource of [...databases, ...services]) notes.declared.add(resource);
  checkNamesOf([...databases, ...services, ...machines], notes);

  const serviceDefinitions = services.map((service) => readService(service, notes));
  const databaseDefinitions = databases.map((database) => readDatabase(database, notes));
  checkMigrations(databases, databaseDefinitions, serviceDefinitions, notes);
  const environments: [string, EnvironmentDefinition][] = Object.entries(props.environments ?? {}).map(([environment, value]) => {
    checkName(environment, "an environment", inside(spot, "environments"), environment);
    return [environment, readEnvironment(environment, value, serviceDefinitions, inside(inside(spot, "environments"), environment))];
  });
  const merged = overrides === undefined ? environments : readOverrides(overrides, environments, serviceDefinitions, notes);
  for (const [environment, { services: changes }] of merged) checkPublicPorts(environment, services, serviceDefinitions, changes, notes);

  const names = environments.map(([environment]) => environment);
  const defaultEnvironment = props.default ?? names[0] ?? "";
  if (names.length > 0 && !names.includes(defaultEnvironment)) {
    const nearest = nearestName(defaultEnvironment, names);
    const facts = { name: defaultEnvironment, known: names.join(", "), ...(nearest === undefined ? {} : { nearest }) };
    report(inside(spot, "default"), "SEA-2117", facts, { label: "unknown" });
  }
  const machineDefinitions = machines.map((machine) => readMachine(machine, notes));
  const definition = {
    ...{ name, services: serviceDefinitions, databases: databaseDefinitions },
    ...(machineDefinitions.length === 0 ? {} : { machines: machineDefinitions }),
  };
  const checked = {
    findings: notes.findings,
    files: notes.files,
    written: sitesOf(project, { services, databases, machines }, props.environments ?? {}, overrides),
  };
  return notes.findings.length > 0
    ? checked
    : { ...checked, definition: { ...definition, environments: Object.fromEntries(merged), defaultEnvironment } };
}

/** One set of names for all nodes, because references and host names use them without saying what they are. */
function checkNamesOf(resources: readonly (Resource | Machine)[], notes: Notes): void {
  const taken = new Map<string, Resource | Machine>();
  for (const resource of resources) {
    const spot: Spot = { notes, node: "", property: "", site: resource.site, argument: 0, path: [] };
    if (!checkName(resource.node, `a ${resource.kind}`, spot)) continue;
    const other = taken.get(resource.node);
    if (other !== undefined) report(spot, "SEA-2108", { what: resource.kind, name: resource.node, other: other.kind }, { label: "taken" });
    taken.set(resource.node, other ?? resource);
  }
}
