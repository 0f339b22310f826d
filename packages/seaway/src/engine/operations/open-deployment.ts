import type { Artifact } from "../../model/artifact.ts";
import type { ServiceDefinition } from "../../model/definition.ts";
import type { Change, Plan } from "../../model/plan.ts";
import { releaseLabel } from "../../model/numbers.ts";
import type { Pin } from "../../model/pin.ts";
import type { DeployedService, Deployment, Release, Verdict } from "../../model/release.ts";
import type { ServiceRecord } from "../../model/service-record.ts";
import { mustHave } from "../../std/must-have.ts";
import { stableJson } from "../../std/stable-json.ts";
import { buildNode, serviceNode } from "../plan/settings.ts";
import type { EngineActs } from "../run/acts.ts";
import type { Ports } from "../ports/ports.ts";
import type { Rollout } from "../ports/runtime.ts";
import type { RecordedNode } from "../ports/store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Migrated } from "./migrate.ts";
import { settledNow } from "./settled-now.ts";
import { releasedMigrations } from "./released-migrations.ts";
import { resolveService } from "./resolve-service.ts";

/** A deployment that was opened: everything of it is durable, except the values of secrets, which are read again on a resume. */
export interface OpenDeployment {
  readonly rollout: Rollout;
  /** The release that served when it was opened. */
  readonly outgoing: number | undefined;
  readonly deployment: Deployment;
  readonly records: readonly RecordedNode[];
  /** Services that the config no longer names. */
  readonly removed: readonly string[];
}

export interface Opening {
  readonly run: number;
  readonly plan: Plan;
  readonly fence: number;
  readonly acts: EngineActs;
  readonly ports: Ports;
}

/** Gives the release its number (a new one only when artifacts or definition differ from what serves) and opens its deployment. */
export async function openDeployment({ run, plan, fence, acts, ports }: Opening): Promise<OpenDeployment> {
  const { environment, definition } = plan;
  const { project, store, clock, user } = ports;
  const changes = new Map(plan.changes.map((change) => [change.node, change]));
  const { source } = plan;
  const given = source === undefined ? undefined : mustHave(await store.getRelease(source.release), releaseLabel(source.release));
  const keys = source?.keys ?? keysOf(definition.services, changes);
  const artifacts = given?.artifacts ?? (await artifactsOf(keys, ports));
  const whole = plan.whole ?? definition;
  const { serving, settled } = await servingNow({ project, environment, fence }, ports);

  const release = await acts.record("release", async () => {
    const batch = settled === undefined ? {} : { deployment: settled };
    if (given !== undefined) return { result: given.number, events: [], batch };
    const released = await releasedMigrations(plan, ports);
    const desired = contents({ artifacts, definition: whole, ...released });
    const same = serving !== undefined && stableJson(contents(serving)) === stableJson(desired);
    if (same) return { result: serving.number, events: [], batch };
    const made: Release = {
      number: await store.allocate("release"),
      run,
      commit: plan.commit,
      artifacts,
      keys,
      definition: whole,
      ...released,
      madeAtMs: clock.now(),
    };
    return { result: made.number, events: [{ type: "release.made", release: made.number }], batch: { ...batch, madeRelease: made } };
  });

  const resolved = await Promise.all(definition.services.map((service) => resolveService(service, plan, ports)));
  const { deployment, outgoing } = await acts.record("open", async () => {
    const number = await store.allocate("deployment");
    const services = resolved.map(({ definition: { name }, definition: deployed, record: secrets }): [string, DeployedService] => [
      name,
      { definition: deployed, key: mustHave(keys[name], `key of ${name}`), digest: mustHave(artifacts[name], name).digest, secrets },
    ]);
    const opened: Deployment = {
      ...{ number, environment, release, run, openedAtMs: clock.now(), user },
      verb: plan.verb === "deploy" || plan.verb === "rollback" ? plan.verb : "up",
      services: Object.fromEntries(services),
      ...(serving === undefined ? {} : { before: serving.number }),
      ...(source?.reason === undefined ? {} : { reason: source.reason }),
      ...(source?.from === undefined ? {} : { from: source.from }),
    };
    const result = { deployment: opened, outgoing: serving?.number ?? null };
    return { result, events: [{ type: "deployment.opened", deployment: number, release }], batch: { deployment: opened } };
  });

  const services = resolved.map((service) => ({
    ...service.version,
    artifact: mustHave(artifacts[service.definition.name], `artifact of ${service.definition.name}`),
    changed: getsNewInstances(changes.get(serviceNode(service.definition.name))),
  }));
  const records = resolved.map(({ definition, record }): RecordedNode => {
    const key = mustHave(keys[definition.name], `key of ${definition.name}`);
    const props: ServiceRecord = { definition, key, secrets: record };
    return { node: serviceNode(definition.name), kind: "service", holdsData: false, props, outputs: {}, run, atMs: clock.now() };
  });
  const removed = plan.changes.filter(({ kind, action }) => kind === "service" && action === "destroy").map(({ node }) => node);
  const rollout: Rollout = { project, environment, fence, deployment: deployment.number, release, services };
  return { rollout, outgoing: outgoing ?? undefined, deployment, records, removed };
}

const getsNewInstances = (change: Change | undefined): boolean => change?.action !== "same" && change?.keepsInstances !== true;

/** Closes it with its verdict. Only what is live is recorded as what the services are. */
export function closeDeployment(
  { deployment, records, removed }: OpenDeployment,
  verdict: Verdict,
  { migrated: { applied, backups, breaking }, ...seen }: ClosingEvidence,
  { acts, clock }: Closing,
): Promise<null> {
  const { environment, number, release, verb, user, reason } = deployment;
  // In the same write: whoever reads that it serves reads that it is held fast.
  const pin: Pin = { environment, release, deployment: number, user, atMs: clock.now(), ...(reason === undefined ? {} : { reason }) };
  return acts.record("record", async () => ({
    result: null,
    events: [{ type: "deployment.closed", deployment: number, verdict }],
    batch: {
      deployment: {
        ...{ ...deployment, closedAtMs: clock.now(), verdict },
        evidence: { ...seen, ...(isEmpty(backups) ? {} : { backups }) },
        ...(isEmpty(applied) ? {} : { migrated: applied }),
        ...(breaking.length === 0 ? {} : { breaking }),
      },
      ...(verdict === "live" ? { nodes: { environment, put: records, remove: removed } } : {}),
      ...(verdict === "live" && verb === "rollback" ? { pin } : {}),
    },
  }));
}

interface ClosingEvidence {
  readonly migrated: Migrated;
  readonly [what: string]: unknown;
}

const isEmpty = (record: Readonly<Record<string, unknown>>): boolean => Object.keys(record).length === 0;

export interface Closing {
  readonly acts: EngineActs;
  readonly clock: Clock;
}

/** The release that serves, and its deployment where it has settled since it was closed. */
async function servingNow(
  place: { project: string; environment: string; fence: number },
  { runtime, store }: Ports,
): Promise<{ serving: Release | undefined; settled: Deployment | undefined }> {
  const observed = await runtime.observe(place);
  const release = observed.services.find((service) => service.release !== undefined)?.release;
  const [serving, deployments] = await Promise.all([
    release === undefined ? undefined : store.getRelease(release),
    observed.settled === undefined ? [] : store.deployments({ environment: place.environment, limit: 10 }),
  ]);
  return { serving, settled: settledNow(deployments, observed) };
}

const contents = ({ artifacts, definition, migrations = {} }: Pick<Release, "artifacts" | "definition" | "migrations">) => ({
  artifacts,
  definition,
  migrations,
});

const keysOf = (services: readonly ServiceDefinition[], changes: ReadonlyMap<string, Change>): Readonly<Record<string, string>> =>
  Object.fromEntries(services.map(({ name }) => [name, mustHave(changes.get(buildNode(name))?.key, `key of ${name}`)]));

async function artifactsOf(keys: Readonly<Record<string, string>>, { store }: Ports) {
  const found = Object.entries(keys).map(async ([name, key]) => {
    const entry = mustHave(await store.artifact(key), `artifact of ${name}`);
    return [name, entry.outputs as unknown as Artifact] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
