import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Acts } from "../../../../src/engine/ports/provider.ts";
import type { Place } from "../../../../src/engine/ports/runtime.ts";
import { endJob } from "../../../../src/adapters/connections/local/end-job.ts";
import { identityFor, releaseIdentity } from "../../../../src/adapters/connections/local/identities.ts";
import { inspect } from "../../../../src/adapters/connections/local/job-folder.ts";
import { launch } from "../../../../src/adapters/connections/local/launch.ts";
import { localConnection } from "../../../../src/adapters/connections/local/local-connection.ts";
import { cacheHome } from "../../../../src/adapters/folders.ts";
import { removeSealed } from "../../../../src/adapters/providers/local/python/seal-folder.ts";
import type { LocalWorld } from "../../../../src/adapters/providers/local/local-world.ts";
import type { Resident, Residents } from "../../../../src/adapters/runtimes/local/residents.ts";
import { storeSecrets } from "../../../../src/adapters/secrets/store-secrets.ts";
import { memoryStore } from "../../../../src/adapters/stores/memory.ts";

/** A project on this machine with real processes and real secrets, in a folder of its own; `remove` leaves nothing of it. */
export function localMachine(files: (folder: string) => void = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "seaway-provider-"));
  const project = `t${randomBytes(5).toString("hex")}`;
  const [projectFolder, stateFolder] = [join(folder, "project"), join(folder, "state")];
  mkdirSync(projectFolder);
  mkdirSync(stateFolder, { mode: 0o700 });
  files(projectFolder);
  const clock = {
    now: () => Date.now(),
    sleep: (durationMs: number, signal?: AbortSignal) => sleep(durationMs, undefined, { ...(signal && { signal }) }),
  };
  const residents = directResidents(join(stateFolder, "residents"));
  const world: LocalWorld = {
    connection: localConnection(),
    residents,
    secrets: storeSecrets({ store: memoryStore(), keyPath: join(folder, "key"), clock }),
    clock,
    projectFolder,
    stateFolder,
    cacheFolder: cacheHome(),
    socketFolder: join(tmpdir(), project),
    place: (environment) => ({ project, environment, fence: 1 }),
    identityFor,
    user: "test",
  };
  const identity = (node: string) => ({ project, environment: "local", node });
  const remove = async (): Promise<void> => {
    await residents.stopAll();
    for (const key of [`environment:${project}/local`, `build:${project}`]) await releaseIdentity(key);
    rmSync(join(world.cacheFolder, "packages", project), { recursive: true, force: true });
    rmSync(world.socketFolder, { recursive: true, force: true });
    removeSealed(folder); // bundles are read-only
  };
  return { world, identity, folder, project, remove, acts: (name: string) => actsIn(join(folder, "runs", name)) };
}

/** Acts as the engine gives them: a finished one is not done again, one that failed or was cut off keeps its token. */
export function actsIn(folder: string, signal = new AbortController().signal) {
  const finished = new Map<string, unknown>();
  const tokens = new Map<string, string>();
  const performed: string[] = [];
  const notes: string[] = [];
  const acts: Acts = {
    signal,
    folder,
    progress: (note) => void notes.push(note),
    async act<Result>(name: string, perform: (token: string) => Promise<Result>): Promise<Result> {
      if (finished.has(name)) return finished.get(name) as Result;
      const token = tokens.get(name) ?? randomBytes(6).toString("hex");
      tokens.set(name, token);
      performed.push(name);
      const result = await perform(token);
      finished.set(name, result);
      return result;
    },
  };
  return Object.assign(acts, { performed, notes, finished });
}

/** Residents without a supervisor: started directly, found again by their folders. */
function directResidents(folder: string): Residents & { stopAll(): Promise<void>; crash(id: string): Promise<void> } {
  const generations = new Map<string, number>();
  const stops = new Map<string, Resident["stop"]>();
  const at = (id: string): string => join(folder, id, String(generations.get(id) ?? 0));
  const isRunning = (id: string): boolean => existsSync(at(id)) && inspect(at(id)).kind === "running";
  const end = (id: string, stop: Resident["stop"] | { signal: "SIGINT"; graceMs: number }): Promise<unknown> => endJob(at(id), stop);
  return {
    async ensure(_place, resident) {
      if (!isRunning(resident.id)) generations.set(resident.id, (generations.get(resident.id) ?? 0) + 1);
      stops.set(resident.id, resident.stop);
      mkdirSync(join(folder, resident.id), { recursive: true });
      return launch(at(resident.id), { ...resident.job, output: join(folder, resident.id, "log") });
    },
    async stop(_place, id) {
      if (isRunning(id)) await end(id, stops.get(id) ?? { signal: "SIGINT", graceMs: 5_000 });
    },
    async observe(_place, id) {
      if (!generations.has(id)) return undefined;
      return { running: isRunning(id), restarts: (generations.get(id) ?? 1) - 1, log: join(folder, id, "log") };
    },
    async address(_place: Place, name: string) {
      return `127.77.250.${1 + ((Buffer.from(name)[0] ?? 0) % 200)}`;
    },
    async crash(id) {
      await end(id, { signal: "SIGINT", graceMs: 5_000 });
    },
    async stopAll() {
      for (const id of generations.keys()) if (isRunning(id)) await end(id, { signal: "SIGINT", graceMs: 3_000 });
    },
  };
}
