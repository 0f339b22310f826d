import { failure } from "../../model/errors/failure.ts";
import type { Holder } from "../../model/events/run-event.ts";
import type { Ports } from "../ports/ports.ts";
import type { Acts } from "../ports/provider.ts";
import { holdLock } from "../run/lock.ts";
import type { FoundDatabase } from "./find-database.ts";

export interface RestoreRequest {
  readonly environment: string;
  readonly file: string;
  /** Folder for the files of its commands. */
  readonly folder: string;
  readonly lockTimeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Puts a backup in the place of what a database holds, while nothing else changes the environment. It is one transaction, so there is
 * nothing to go on with: an interrupted one is taken back, and one whose command is killed outright goes to its end by itself.
 * @throws SEA-8403 when the environment stays busy, SEA-3115, and what its kind says
 */
export async function restore({ name, node, kind, observed }: FoundDatabase, request: RestoreRequest, ports: Ports): Promise<void> {
  const { environment, file, folder, lockTimeoutMs, signal } = request;
  const { project, user, machine, clock, engine, newToken } = ports;
  if (kind.restore === undefined || observed === undefined) throw failure("SEA-3115", { database: name, environment });
  const holder: Holder = { run: 0, user, machine, sinceMs: clock.now(), because: "seaway restore", ...(engine ? { engine } : {}) };
  const held = await holdLock(environment, holder, ports, { timeoutMs: lockTimeoutMs, signal, onHolder: async () => undefined });
  const acts: Acts = {
    signal: AbortSignal.any([signal, held.lost]),
    folder,
    progress: () => undefined,
    act: (_name, perform) => perform(newToken()),
  };
  try {
    await kind.restore({ project, environment, node: node.node }, node, file, acts);
  } finally {
    await held.release();
  }
}
