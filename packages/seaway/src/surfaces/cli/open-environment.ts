import type { ProjectDefinition } from "../../model/definition.ts";
import { inEnvironment } from "../../model/in-environment.ts";
import type { Ports } from "../../engine/ports/ports.ts";
import type { Flags } from "./invocation.ts";
import { openProject, type Project } from "./project.ts";

/** The project and the one environment that a command works on. */
export interface OpenEnvironment {
  readonly project: Project;
  readonly ports: Ports;
  readonly environment: string;
  /** Whether it was the config's default: then every header says so. */
  readonly defaulted: boolean;
  /** With the environment's own properties merged in. */
  readonly definition: ProjectDefinition;
  /** ` -e NAME` where a next command has to say it again. */
  readonly environmentFlag: string;
}

/** @throws the config's errors, SEA-2117 for an environment that it does not have */
export async function openEnvironment(flags: Flags): Promise<OpenEnvironment> {
  const project = await openProject(flags);
  const named = flags.text("env");
  const environment = named ?? project.definition.defaultEnvironment;
  return {
    project,
    ports: project.ports,
    environment,
    defaulted: named === undefined,
    definition: inEnvironment(project.definition, environment),
    environmentFlag: environment === project.definition.defaultEnvironment ? "" : ` -e ${environment}`,
  };
}
