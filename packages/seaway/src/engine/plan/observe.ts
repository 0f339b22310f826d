import type { DatabaseDefinition, ProjectDefinition } from "../../model/definition.ts";
import type { NodeId } from "../../model/numbers.ts";
import type { DeploySource, TestSelection, Verb } from "../../model/plan.ts";
import type { Commit, Release } from "../../model/release.ts";
import type { ServiceRecord } from "../../model/service-record.ts";
import { mustHave } from "../../std/must-have.ts";
import { digestOf } from "../../std/digest.ts";
import type { Ports } from "../ports/ports.ts";
import type { Place } from "../ports/runtime.ts";
import type { CacheEntry, RecordedNode } from "../ports/store.ts";
import { desiredMigrations } from "./desired-migrations.ts";
import { buildsOf, suitesOf, type DesiredTask } from "./desired-tasks.ts";
import { buildNode, databaseNode, nameOf } from "./settings.ts";
import type { ObservedTask, Worlds } from "./worlds.ts";

/** What a plan is asked for. */
export interface PlanRequest {
  readonly verb: Verb;
  readonly environment: string;
  /** With the environment's own properties merged in. */
  readonly definition: ProjectDefinition;
  /** May still be on its way: nothing else waits for it. */
  readonly commit: Commit | undefined | Promise<Commit | undefined>;
  readonly allowDestroy: readonly NodeId[];
  /** Which tests; absent: all of them. */
  readonly selection?: TestSelection;
  /** The definition with nothing of an environment merged in. */
  readonly whole?: ProjectDefinition;
  /** Of `deploy` and `rollback`: the release that is there already. */
  readonly source?: DeploySource;
}

/** Reads all three worlds, as wide as they allow; changes and starts nothing. */
export async function observe(request: PlanRequest, ports: Ports): Promise<Worlds> {
  const { verb, environment, definition, commit, allowDestroy, selection, whole, source } = request;
  const place = { project: ports.project, environment, fence: 0 };
  const [{ nodes, observed, running, applied }, { runtime, serving }, secrets, { tasks, migrations }, known] = await Promise.all([
    observeNodes(place, definition, ports),
    observeRuntime(place, ports),
    ports.secrets.list(environment),
    observeWork(request, ports),
    commit,
  ]);
  return {
    verb,
    environment,
    definition,
    provider: ports.provider,
    recorded: new Map(nodes.map((node) => [node.node, node])),
    observed: new Map(observed),
    tasks,
    migrations,
    applied,
    running: new Map(running),
    runtime,
    serving,
    secrets: new Map(secrets.map((secret) => [secret.name, secret])),
    allowDestroy: new Set(allowDestroy),
    commit: known,
    ...(selection === undefined ? {} : { selection }),
    ...(whole === undefined ? {} : { whole }),
    ...(source === undefined ? {} : { source }),
  };
}

/** What was recorded, and what of it is there: a database is asked while the runtime is. */
async function observeNodes(place: Place, { databases }: ProjectDefinition, ports: Ports) {
  const nodes = await ports.store.nodes(place.environment);
  const [observed, running, applied] = await Promise.all([
    observeResources(nodes, place, ports),
    observeRunning(nodes, ports),
    observeApplied(nodes, databases, place, ports),
  ]);
  return { nodes, observed, running, applied };
}

/** Asked of databases that are brought forward by migrations; one that does not answer has no entry. */
async function observeApplied(
  nodes: readonly RecordedNode[],
  databases: readonly DatabaseDefinition[],
  { project, environment }: Place,
  { provider }: Ports,
) {
  const migrated = new Set(databases.flatMap(({ name, migrate }) => (migrate === undefined ? [] : [databaseNode(name)])));
  const entries = nodes
    .filter(({ node }) => migrated.has(node))
    .map(async ({ node, kind, props, outputs }) => {
      const applied = await provider.resources[kind]?.applied?.({ project, environment, node }, { props, outputs });
      return applied === undefined ? [] : [[nameOf(node), applied] as const];
    });
  return new Map((await Promise.all(entries)).flat());
}

/** What would be built and tested, and what databases are to be brought to. A release that exists brings its own migrations. */
async function observeWork(request: PlanRequest, ports: Ports) {
  const { verb, source, definition } = request;
  const tasks = verb === "up" || verb === "test" ? await observeTasks(request, ports) : new Map<NodeId, ObservedTask>();
  if (verb === "up") return { tasks, migrations: await desiredMigrations(definition, ports.provider, tasks) };
  const release = source && (await ports.store.getRelease(source.release));
  return { tasks, migrations: new Map(Object.entries(release?.migrations ?? {})) };
}

async function observeRuntime(place: Place, ports: Ports) {
  const runtime = await ports.runtime.observe(place);
  return { runtime, serving: await servingRelease(runtime.services, ports) };
}

function observeResources(nodes: readonly RecordedNode[], place: Pick<Place, "project" | "environment">, { provider }: Ports) {
  const resources = nodes.filter(({ kind }) => kind in provider.resources);
  return Promise.all(
    resources.map(async ({ node, kind, props, outputs }) => {
      const { project, environment } = place;
      return [node, await provider.resources[kind]?.read({ project, environment, node }, { props, outputs })] as const;
    }),
  );
}

async function observeRunning(nodes: readonly RecordedNode[], { store }: Ports): Promise<[NodeId, CacheEntry][]> {
  const services = nodes.filter(({ kind }) => kind === "service");
  const entries = services.map(async ({ node, props }): Promise<[NodeId, CacheEntry][]> => {
    const entry = await store.artifact((props as unknown as ServiceRecord).key);
    return entry === undefined ? [] : [[buildNode(nameOf(node)), entry]];
  });
  return (await Promise.all(entries)).flat();
}

async function observeTasks(
  { definition, environment, selection }: PlanRequest,
  { project, provider, store }: Ports,
): Promise<Map<NodeId, ObservedTask>> {
  const builds = buildsOf(definition, provider).map((task) => look(task, {}));
  const built = new Map(await Promise.all(builds));
  const suites = suitesOf(definition, provider, selection).map((task) => {
    const keys = task.keyedBy.map((node) => [node, mustHave(built.get(node)?.key, `key of ${node}`)]);
    return look(task, Object.fromEntries(keys) as Readonly<Record<string, string>>);
  });
  return new Map([...built, ...(await Promise.all(suites))]);

  async function look({ node, kind: name, desired }: DesiredTask, keys: Readonly<Record<string, string>>): Promise<[NodeId, ObservedTask]> {
    const kind = mustHave(provider.tasks[name], `kind ${name}`);
    const inputs = { ...(await kind.inputs({ project, environment, node }, desired)), ...keys };
    const key = `sha256:${await digestOf(inputs)}`;
    const [entry, newest] = await Promise.all([store.artifact(key), store.newestOf(project, node)]);
    const whole = entry !== undefined && (await kind.intact(entry.outputs));
    return [
      node,
      {
        inputs,
        key,
        ...(whole ? { cached: entry } : {}),
        ...(newest === undefined ? {} : { newest }),
        ...(entry !== undefined && !whole ? { damaged: true } : {}),
      },
    ];
  }
}

/** The release that most pointers lead to: after a deployment all lead to the same one. */
async function servingRelease(services: Worlds["runtime"]["services"], { store }: Ports): Promise<Release | undefined> {
  const release = services.find((service) => service.release !== undefined)?.release;
  return release === undefined ? undefined : store.getRelease(release);
}
