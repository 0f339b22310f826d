import type { ProjectDefinition } from "../packages/seaway/src/model/definition.ts";
import { makePlan } from "../packages/seaway/src/engine/plan/make-plan.ts";
import type { Worlds } from "../packages/seaway/src/engine/plan/worlds.ts";
import type { Measured, Measurement } from "./measuring/measurement.ts";
import { show } from "./measuring/show.ts";

const NODES = 10_000;
const REPETITIONS = 5;

function definitionOf(nodes: number): ProjectDefinition {
  const databases = Array.from({ length: nodes / 10 }, (_, index) => ({
    ...{ name: `db-${index}`, engine: "postgres" as const, version: "18", databaseName: `db-${index}` },
  }));
  // Each service is two nodes, its build and itself; a tenth of all nodes are databases.
  const services = Array.from({ length: (nodes * 9) / 20 }, (_, index) => ({
    ...{
      name: `service-${index}`,
      kind: "web" as const,
      path: `service-${index}`,
      port: 5000,
      command: ["serve"],
      replicas: 1,
      public: false,
    },
    env: {
      DATABASE_URI: { ref: `db-${index % databases.length}.uri` },
      NEXT_URL: { ref: `service-${(index * 7) % ((nodes * 9) / 20)}.url` },
    },
  }));
  return { name: "many", databases, services, environments: {}, defaultEnvironment: "local" };
}

function worldsOf(nodes: number): Worlds {
  const definition = definitionOf(nodes);
  const refuse = (): Promise<never> => Promise.reject(new Error("a plan does nothing"));
  return {
    verb: "up",
    environment: "local",
    definition,
    provider: {
      kinds: { database: { postgres: "database" }, volume: "volume", build: "build" },
      resources: { database: { stage: "provision", holdsData: true, read: refuse, diff: () => [], create: refuse } },
      tasks: { build: { stage: "build", inputs: refuse, intact: refuse, run: refuse } },
    },
    recorded: new Map(),
    observed: new Map(),
    tasks: new Map(definition.services.map(({ name }) => [`build.${name}`, { inputs: { "file app.py": name }, key: `sha256:${name}` }])),
    migrations: new Map(),
    applied: new Map(),
    running: new Map(),
    runtime: { answering: true, services: [], requests: { answered: 0, failed: 0 } },
    serving: undefined,
    secrets: new Map(),
    allowDestroy: new Set(),
    commit: undefined,
  };
}

/** Milliseconds of wall and of CPU that the plan of worlds of one size takes. */
async function planOf(nodes: number): Promise<{ readonly wallMs: number; readonly cpuUsANode: number }> {
  const worlds = worldsOf(nodes);
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const { changes } = await makePlan(worlds, 0);
  const wallMs = performance.now() - startedAt;
  if (changes.length !== nodes) throw new Error(`a plan of ${changes.length} nodes instead of ${nodes}`);
  return { wallMs, cpuUsANode: process.cpuUsage(cpu).user / nodes };
}

export const planOfManyNodes: Measurement = {
  what: "plan of 10,000 nodes, from worlds that have been read",
  bar: { atMost: 1_000, unit: "ms" },
  async measure(): Promise<Measured> {
    const values: number[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) values.push((await planOf(NODES)).wallMs);
    const growth: string[] = [];
    for (const times of [1, 2, 4, 8]) growth.push(`${NODES * times}: ${(await planOf(NODES * times)).cpuUsANode.toFixed(0)}`);
    return { values, notes: [`CPU a node in µs, which is level when it grows linearly: ${growth.join(", ")}`] };
  },
};

if (import.meta.main) await show([planOfManyNodes]);
