import { memoryStore } from "../../src/adapters/stores/memory.ts";
import { failure } from "../../src/model/errors/failure.ts";
import type { ProjectDefinition, ServiceDefinition } from "../../src/model/definition.ts";
import type { Json } from "../../src/std/json.ts";
import type { Ports } from "../../src/engine/ports/ports.ts";
import type { Provider } from "../../src/engine/ports/provider.ts";
import type { Rollout, Runtime } from "../../src/engine/ports/runtime.ts";
import type { SecretSource } from "../../src/engine/ports/secret-source.ts";
import type { Batch, Fence, Store } from "../../src/engine/ports/store.ts";

/** What a test's engine is killed with: nothing that it awaits comes back, and nothing of it reaches the world any more. */
export class Killed extends Error {}

export interface ToyOptions {
  /** The engine dies at its n-th write, counted from 1. */
  readonly killAt?: number;
  /** Whether that write was still kept. */
  readonly killAfterWrite?: boolean;
}

/**
 * A small world that a plan can be carried out in, for the engine's own tests: databases and builds are entries of maps, instances are
 * names. Whatever is done to it is counted by its token, so that doing a thing twice shows.
 */
export class ToyWorld {
  readonly acts: string[] = [];
  readonly databases = new Map<string, Json>();
  readonly artifacts = new Set<string>();
  readonly instances = new Map<string, { readonly deployment: number; readonly release: number }>();
  readonly sources = new Map<string, string>();
  pointers = new Map<string, { readonly deployment: number; readonly release: number }>();
  /** Services whose next version never becomes ready, `entry.NAME` of those that are not seen at their entry point, and nodes whose creation fails. */
  readonly broken = new Set<string>();
  readonly store = memoryStore();
  readonly #seen = new Set<string>();
  /** Where the last switch led away from. */
  #before: { readonly switched: number; readonly pointers: ToyWorld["pointers"] } | undefined;
  #tokens = 0;

  /** Ports of an engine; the engine of an earlier call is dead as soon as its `killAt` was reached. */
  ports({ killAt = Infinity, killAfterWrite = false }: ToyOptions = {}): Ports & { readonly writes: () => number } {
    const engine = { dead: false, writes: 0 };
    const alive = (): void => {
      if (engine.dead) throw new Killed();
    };
    const once = (what: string, token: string, change: () => void): void => {
      alive();
      if (this.#seen.has(`${what} ${token}`)) return;
      this.#seen.add(`${what} ${token}`);
      this.acts.push(what);
      change();
    };
    const write = async (batch: Batch, fence?: Fence): Promise<void> => {
      alive();
      const last = ++engine.writes >= killAt;
      if (!last || killAfterWrite) await this.store.write(batch, fence);
      if (last) engine.dead = true;
      alive();
    };
    return {
      writes: () => engine.writes,
      project: "users-1",
      store: { ...this.store, write, renew: async () => true } satisfies Store,
      secrets: noSecrets,
      clock: { now: () => Date.now(), sleep: (durationMs, signal) => sleep(durationMs, signal) },
      provider: this.#provider(once),
      runtime: this.#runtime(once, alive),
      runFolder: (run) => `runs/${run}`,
      newToken: () => `t${++this.#tokens}`,
      user: "ava",
      machine: "toy",
      // The test's own engines never live side by side: whoever holds a lock is the one that was killed.
      isGone: () => true,
    };
  }

  #provider(once: (what: string, token: string, change: () => void) => void): Provider {
    const world = this;
    return {
      kinds: { database: { postgres: "toy.database" }, volume: "toy.volume", build: "toy.build" },
      resources: {
        "toy.database": {
          stage: "provision",
          holdsData: true,
          read: async ({ node }) => (world.databases.has(node) ? { facts: null, holds: "3 rows" } : undefined),
          diff: (desired, recorded) =>
            nameIn(desired) === nameIn(recorded)
              ? []
              : [
                  {
                    by: "recreate",
                    reason: { text: `name ${nameIn(recorded)} → ${nameIn(desired)}` },
                    instead: `keep name: "${nameIn(recorded)}"`,
                  },
                ],
          create: async ({ node }, _desired, { act }) => {
            if (world.broken.has(node)) throw failure("SEA-9001", { message: `${node} can't be made` });
            await act("make", async (token) => (once(`make ${node}`, token, () => world.databases.set(node, null)), null));
            await act("seed", async (token) => (once(`seed ${node}`, token, () => world.databases.set(node, "seeded")), null));
            return { uri: node };
          },
          delete: async ({ node }, _recorded, { act }) => {
            await act("drop", async (token) => (once(`drop ${node}`, token, () => world.databases.delete(node)), null));
          },
          resolve: async (_identity, outputs, property) => ({ value: String((outputs as Record<string, Json>)[property]), secrets: [] }),
        },
      },
      tasks: {
        "toy.build": {
          stage: "build",
          inputs: async ({ node }) => ({ [`file ${node}/app.py`]: world.sources.get(node) ?? "first" }),
          intact: async (outputs) => world.artifacts.has((outputs as { digest: string }).digest),
          run: async ({ node }, _desired, { inputs }, { act }) => {
            if (world.broken.has(node)) throw failure("SEA-9001", { message: `${node} can't be built` });
            const artifact = `${node} ${Object.values(inputs).join()}`;
            await act("pack", async (token) => (once(`pack ${artifact}`, token, () => world.artifacts.add(artifact)), null));
            return { outputs: { kind: "bundle", digest: artifact, folder: "/", environment: "/", interpreter: "/" } };
          },
        },
      },
    };
  }

  #runtime(once: (what: string, token: string, change: () => void) => void, alive: () => void): Runtime {
    const world = this;
    const token = ({ deployment }: Rollout): string => String(deployment);
    return {
      observe: async () => ({
        answering: true,
        requests: { answered: 0, failed: 0 },
        services: [...world.pointers].map(([service, { deployment, release }]) => ({
          service,
          deployment,
          release,
          instances: [...world.instances]
            .filter(([name]) => name === `${service}-${deployment}`)
            .map(([instance]) => ({
              ...{ instance, deployment, pid: 1, startTicks: 1, bootId: "b", restarts: 0, sinceMs: 0, log: "" },
              ...{ serving: true, state: "healthy" as const },
            })),
        })),
      }),
      start: async (rollout, { service }) => {
        const { deployment, release } = rollout;
        once(`start ${service}`, token(rollout), () => world.instances.set(`${service}-${deployment}`, { deployment, release }));
        return [{ instance: `${service}-${deployment}`, pid: 1, startTicks: 1, bootId: "b" }];
      },
      waitUntilReady: async (_rollout, { service }) => {
        if (world.broken.has(`service.${service}`)) throw failure("SEA-9001", { message: `${service} crashes` });
      },
      switchTo: async (rollout) =>
        once("switch", token(rollout), () => {
          const { deployment, release } = rollout;
          world.#before = { switched: deployment, pointers: new Map(world.pointers) };
          for (const { service, changed } of rollout.services) if (changed) world.pointers.set(service, { deployment, release });
        }),
      verify: async ({ services, deployment }) => {
        for (const { service, changed } of services) {
          const isLed = !changed || world.pointers.get(service)?.deployment === deployment;
          if (world.broken.has(`entry.${service}`) || !isLed)
            throw failure("SEA-5302", { service, request: "GET /", answer: "answered 421" });
        }
        return services.map(({ service }) => ({
          service,
          as: "verified",
          instance: `${service}-${deployment}`,
          request: "GET /",
          status: 200,
        }));
      },
      drain: async () => ({ cut: 0, tookMs: 0 }),
      restore: async (rollout) => {
        once("restore", token(rollout), () => {
          for (const { service } of rollout.services) world.instances.delete(`${service}-${rollout.deployment}`);
          if (world.#before?.switched === rollout.deployment) world.pointers = world.#before.pointers;
        });
        return [];
      },
      prune: async (rollout) => {
        alive();
        const wanted = new Set(rollout.services.map(({ service }) => service));
        world.pointers = new Map([...world.pointers].filter(([service]) => wanted.has(service)));
        for (const [name, { deployment }] of world.instances) {
          const service = name.slice(0, name.lastIndexOf("-"));
          if (world.pointers.get(service)?.deployment !== deployment) world.instances.delete(name);
        }
      },
      remove: async () => {
        alive();
        world.pointers.clear();
        world.instances.clear();
      },
    };
  }
}

const nameIn = (props: Json): string => String((props as Record<string, Json>).databaseName);

const noSecrets: SecretSource = {
  read: async () => undefined,
  set: async () => Promise.reject(new Error("a toy world has no secrets")),
  list: async () => [],
  remove: async () => undefined,
  mac: async (value) => value,
  seal: async (text) => text,
};

function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const timer = setTimeout(resolve, durationMs);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
  });
}

export const toyService = (name: string, env: ServiceDefinition["env"]): ServiceDefinition => ({
  ...{ name, kind: "web", path: name, port: 5000, command: ["serve"], health: "/health", env, replicas: 1, public: true },
});

/** `users`: a backend on a database and a frontend that calls it. */
export function toyDefinition(databaseName = "users", services: readonly string[] = ["backend", "frontend"]): ProjectDefinition {
  const env: Record<string, ServiceDefinition["env"]> = {
    backend: { DATABASE_URI: { ref: "users.uri" } },
    frontend: { BACKEND_URL: { ref: "backend.url" } },
  };
  return {
    name: "users",
    databases: [{ name: "users", engine: "postgres", version: "18", databaseName }],
    services: services.map((name) => toyService(name, env[name] ?? {})),
    environments: { local: { target: "local", protected: false, services: {} } },
    defaultEnvironment: "local",
  };
}
