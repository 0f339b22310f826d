import { engineLives } from "../engine/engine-files.ts";
import { describeWorld } from "../../engine/operations/describe-world.ts";
import type { ObservedService } from "../../engine/ports/runtime.ts";
import { foldAll } from "../../model/events/fold.ts";
import type { Ports } from "../../engine/ports/ports.ts";
import { inEnvironment } from "../../model/in-environment.ts";
import { isOver, lights } from "../../model/lights.ts";
import type { Project } from "./project.ts";
import { inWords } from "../../engine/operations/doctor.ts";
import { toProblem } from "../../model/errors/failure.ts";
import type { DatabaseStatus, EnvironmentStatus, MachineStatus, ServiceStatus } from "./render/status.ts";

/** One environment's column of the status: runtime, databases and last run, read at the same moment. */
export async function readStatus({ definition: whole, ports }: Project, environment: string): Promise<EnvironmentStatus> {
  const definition = inEnvironment(whole, environment);
  const [{ world, runtime }, databases, deployments, lastRun, pinned] = await Promise.all([
    describeWorld(environment, definition, ports),
    readDatabases(
      environment,
      ports,
      definition.databases.map(({ name }) => name),
    ),
    ports.store.deployments({ environment, limit: 20 }),
    readLastRun(environment, ports),
    ports.store.pin(environment),
  ]);
  const deployedAtMs = deployments.find(({ verdict, release }) => verdict === "live" && release === world.serving)?.closedAtMs;
  return {
    name: environment,
    protected: whole.environments[environment]?.protected ?? false,
    services: definition.services.map(({ name, replicas }) => serviceStatus(name, replicas, runtime.services)),
    databases,
    urls: world.urls,
    ...(world.serving === undefined ? {} : { release: world.serving, answering: runtime.answering }),
    ...(deployedAtMs === undefined ? {} : { deployedAtMs }),
    ...(lastRun === undefined ? {} : { lastRun }),
    ...(pinned === undefined ? {} : { pinned }),
  };
}

/** Asked at the same moment; one that is away is waited for five seconds. */
export function readMachines({ definition: { machines = [] }, ports }: Project): Promise<readonly MachineStatus[]> {
  return Promise.all(
    machines.map(async (machine): Promise<MachineStatus> => {
      const { name, host } = machine;
      try {
        const facts = await ports.machines?.look(machine);
        return { name, host, ...(facts === undefined ? { problem: "can't be asked from here" } : { told: inWords(facts) }) };
      } catch (cause) {
        return { name, host, problem: toProblem(cause).sentence };
      }
    }),
  );
}

function serviceStatus(name: string, wanted: number, observed: readonly ObservedService[]): ServiceStatus {
  const serving = (observed.find(({ service }) => service === name)?.instances ?? []).filter((instance) => instance.serving);
  const unwell = serving.find(({ problem, restarts, state }) => problem !== undefined || restarts > 0 || state !== "healthy");
  const note = unwell && [
    unwell.instance,
    unwell.state === "healthy" ? undefined : unwell.state,
    restarted(unwell.restarts),
    unwell.problem?.sentence,
  ];
  return {
    name,
    wanted,
    healthy: serving.filter(({ state }) => state === "healthy").length,
    ...(note ? { note: note.filter((part) => part !== undefined).join(" · ") } : {}),
  };
}

const restarted = (times: number): string | undefined => (times === 0 ? undefined : `restarted ${times === 1 ? "once" : `${times} times`}`);

async function readDatabases(
  environment: string,
  { project, store, provider }: Ports,
  desired: readonly string[],
): Promise<readonly DatabaseStatus[]> {
  const nodes = (await store.nodes(environment)).filter(({ node }) => node.startsWith("database."));
  const known = await Promise.all(
    nodes.map(async ({ node, kind, props, outputs }): Promise<DatabaseStatus> => {
      const observed = await provider.resources[kind]?.read({ project, environment, node }, { props, outputs });
      const name = node.slice("database.".length);
      if (!observed) return { name, state: "gone" };
      const down = (observed.facts as { readonly server?: unknown } | null)?.server === "stopped";
      return { name, state: down ? "down" : "running", ...(observed.holds === undefined ? {} : { holds: observed.holds }) };
    }),
  );
  const missing = desired.filter((name) => !known.some((database) => database.name === name));
  return [...known, ...missing.map((name): DatabaseStatus => ({ name, state: "absent" }))];
}

async function readLastRun(environment: string, { project, store }: Ports): Promise<EnvironmentStatus["lastRun"]> {
  const [record] = await store.runs({ environment, limit: 1 });
  if (record === undefined) return undefined;
  const view = foldAll(await store.events(record.number));
  return {
    number: record.number,
    lights: lights(view),
    goesOn: isOver(view) ? "no" : engineLives(project, record.number) ? "here" : "interrupted",
  };
}
