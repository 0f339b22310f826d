import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { projectId, readProjectId } from "./adapters/config/project-id.ts";
import { identityFor } from "./adapters/connections/local/identities.ts";
import { localConnection } from "./adapters/connections/local/local-connection.ts";
import { identify, isAlive } from "./adapters/connections/local/process-identity.ts";
import { cacheHome, keyFile, projectState, runFolder, socketFolder } from "./adapters/folders.ts";
import { sshMachines } from "./adapters/connections/ssh/ssh-machines.ts";
import { localProvider } from "./adapters/providers/local/index.ts";
import { localResidents } from "./adapters/runtimes/local/local-residents.ts";
import { localRuntime } from "./adapters/runtimes/local/local-runtime.ts";
import { storeSecrets } from "./adapters/secrets/store-secrets.ts";
import { pythonSources } from "./adapters/sources/python-sources.ts";
import { sqliteStore } from "./adapters/stores/sqlite/sqlite.ts";
import { systemClock } from "./adapters/system-clock.ts";
import { userName } from "./adapters/user-name.ts";
import type { Ports } from "./engine/ports/ports.ts";
import type { Store } from "./engine/ports/store.ts";
import { failure } from "./model/errors/failure.ts";

/*
 * The one file that names concrete stores, providers and runtimes: it builds the ports that operations take.
 */

/** Ports of the project in a folder. Its id is made, and its store opened, at the first call. @param name what a new id starts with */
export async function openPorts(projectFolder: string, name?: string): Promise<Ports> {
  const id = projectId(projectFolder, name);
  return portsOf(id, projectFolder, await sqliteStore(projectState(id), { writes: "in this thread" }));
}

/** The same for a folder that may have no project yet; then nothing is made. */
export async function openRecordedPorts(projectFolder: string): Promise<Ports | undefined> {
  return readProjectId(projectFolder) === undefined ? undefined : openPorts(projectFolder);
}

/** Ports of the engine of a run, which knows its project by the run's record. @throws SEA-8404 */
export async function openEnginePorts(id: string, run: number): Promise<Ports> {
  const store = await sqliteStore(projectState(id));
  const record = await store.run(run);
  if (record === undefined) throw failure("SEA-8404", { run });
  const engine = identify(process.pid);
  return { ...portsOf(id, record.folder, store), ...(engine === undefined ? {} : { engine }) };
}

function portsOf(id: string, projectFolder: string, opened: Store): Ports {
  const { store, fenceOf } = withFences(opened);
  const secrets = storeSecrets({ store, keyPath: keyFile(id), clock: systemClock });
  const machine = hostname();
  const user = userName();
  return {
    project: id,
    store,
    secrets,
    clock: systemClock,
    provider: localProvider({
      connection: localConnection(),
      residents: localResidents({ projectId: id }),
      secrets,
      clock: systemClock,
      projectFolder,
      stateFolder: projectState(id),
      cacheFolder: cacheHome(),
      socketFolder: socketFolder(),
      place: (environment) => ({ project: id, environment, fence: fenceOf(environment) }),
      identityFor,
      user,
    }),
    runtime: localRuntime({ projectId: id, seal: secrets.seal }),
    sources: pythonSources,
    examine: async () => (await import("./adapters/examine-here.ts")).examineHere(projectState(id)),
    machines: sshMachines({ keys: join(projectState(id), "machines") }),
    inTerminal: async (command) => (await import("./adapters/connections/local/run-in-terminal.ts")).runInTerminal(command),
    runFolder: (run) => runFolder(id, run),
    newToken: () => randomBytes(8).toString("hex"),
    user,
    machine,
    isGone: (holder) => holder.machine === machine && holder.engine !== undefined && !isAlive(holder.engine),
  };
}

/** Remembers which fence this process holds: whatever it changes in the runtime carries it. */
function withFences(store: Store): { readonly store: Store; readonly fenceOf: (environment: string) => number } {
  const fences = new Map<string, number>();
  return {
    fenceOf: (environment) => fences.get(environment) ?? 0,
    store: {
      ...store,
      acquire: async (environment, holder, leaseMs) => {
        const acquired = await store.acquire(environment, holder, leaseMs);
        if (acquired.kind === "acquired") fences.set(environment, acquired.fence.fence);
        return acquired;
      },
    },
  };
}
