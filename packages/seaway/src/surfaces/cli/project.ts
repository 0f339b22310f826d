import { dirname } from "node:path";
import { evaluateConfig } from "../../adapters/config/evaluate-config.ts";
import { findConfig } from "../../adapters/config/find-config.ts";
import type { ProjectDefinition } from "../../model/definition.ts";
import type { Ports } from "../../engine/ports/ports.ts";
import { placeOf } from "./place.ts";
import type { Flags } from "./invocation.ts";

/** A project whose config was evaluated. */
export interface Project {
  readonly folder: string;
  readonly definition: ProjectDefinition;
  readonly ports: Ports;
}

/** Evaluates the config; beside that the store is opened, so that neither waits for the other. @throws the config's errors */
export async function openProject(flags: Flags): Promise<Project> {
  const file = fileOf(flags);
  const folder = dirname(file);
  const [definition, recorded] = await Promise.all([evaluateConfig(file), openRecordedPorts(folder), keepEditorTypes(folder)]);
  const { openPorts } = await import("../../compose.ts");
  return { folder, definition, ports: recorded ?? (await openPorts(folder, definition.name)) };
}

/*
 * What a project needs beside its config is loaded while the config is evaluated: that takes a process of its own, and as long.
 */
async function openRecordedPorts(folder: string): Promise<Ports | undefined> {
  return (await import("../../compose.ts")).openRecordedPorts(folder);
}

async function keepEditorTypes(folder: string): Promise<void> {
  (await import("../../adapters/config/write-editor-types.ts")).writeEditorTypes(folder);
}

/** Ports of what is recorded, for commands that must work while the config does not. undefined: nothing was ever recorded. */
export const openRecords = (flags: Flags): Promise<Ports | undefined> => openRecordedPorts(dirname(fileOf(flags)));

function fileOf(flags: Flags): string {
  const { dir, config } = placeOf(flags);
  return findConfig(dir, config);
}
