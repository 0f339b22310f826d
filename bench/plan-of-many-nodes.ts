import type { ProjectDefinition } from "../packages/seaway/src/model/definition.ts";
import { makePlan } from "../packages/seaway/src/engine/plan/make-plan.ts";
import type { Worlds } from "../packages/seaway/src/engine/plan/worlds.ts";

/** Time to plan graphs of 10,000 to 80,000 nodes from worlds that have been read. Bar: 10,000 in ≤ 1 s, growing linearly. */
const SIZES = [10_000, 20_000, 40_000, 80_000];

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
    runtime: { answering: true, services: [], requests: { answered: 0, failed: 0 } },
    serving: undefined,
    secrets: new Map(),
    allowDestroy: new Set(),
    commit: undefined,
  };
}

let first: number | undefined;
for (const size of SIZES) {
  const worlds = worldsOf(size);
  const beganAt = process.cpuUsage().user;
  const began = performance.now();
  const { changes } = await makePlan(worlds, 0);
  const wallMs = performance.now() - began;
  const perNodeUs = (process.cpuUsage().user - beganAt) / changes.length;
  first ??= perNodeUs;
  console.log(
    `plan of ${changes.length} nodes: ${wallMs.toFixed(0)} ms, ${perNodeUs.toFixed(1)} µs of CPU a node, ${(perNodeUs / first).toFixed(2)} × that of ${SIZES[0]}`,
  );
}
