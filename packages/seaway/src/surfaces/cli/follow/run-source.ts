import { projectState } from "../../../adapters/folders.ts";
import type { Ports } from "../../../engine/ports/ports.ts";
import { engineLives, lastWordsOf } from "../../engine/engine-files.ts";
import { folderChanges } from "./folder-changes.ts";
import type { Source } from "./follow-events.ts";

/** A run as this machine can follow it: its events by the store, wakened by the store's folder, its engine by the process table. */
export function runSource(run: number, { project, store }: Pick<Ports, "project" | "store">): Source & { close(): void } {
  const changes = folderChanges(projectState(project));
  return {
    store,
    changed: (signal) => changes.next(signal),
    engineLives: () => engineLives(project, run),
    lastWords: () => lastWordsOf(project, run),
    close: () => changes.close(),
  };
}
