import { failure } from "../../model/errors/failure.ts";
import { inEnvironment } from "../../model/in-environment.ts";
import { releaseLabel, type ReleaseNumber } from "../../model/numbers.ts";
import type { ProjectDefinition } from "../../model/definition.ts";
import type { DeploySource } from "../../model/plan.ts";
import type { Deployment, Release } from "../../model/release.ts";
import type { PlanRequest } from "../plan/observe.ts";
import type { Ports } from "../ports/ports.ts";

/** Which release `deploy` brings: a number, a commit, or what another environment serves. */
export type Wanted = { readonly release: ReleaseNumber } | { readonly commit: string } | { readonly from: string };

/**
 * What a plan of `deploy` is asked for: the release's own description, as it is in the environment; nothing is built.
 * @throws SEA-5340 no such release, SEA-5341 its artifacts are gone
 */
export async function deployRequest(wanted: Wanted, environment: string, ports: Ports): Promise<PlanRequest> {
  const release = await find(wanted, ports);
  await checkArtifacts(release, ports);
  const { number, keys, definition, commit } = release;
  const source: DeploySource = { release: number, keys, ...("from" in wanted ? { from: wanted.from } : {}) };
  return {
    verb: "deploy",
    environment,
    definition: inEnvironment(definition, environment),
    whole: definition,
    commit,
    allowDestroy: [],
    source,
  };
}

/**
 * What a plan of `rollback` is asked for: the last good deployment of the release, or of the one that served before, with its settings
 * and secret versions. A generated credential is no secret of a service's settings, so the one in force stays.
 * @throws SEA-5342 there is none, SEA-5341, SEA-5343 a secret version was removed
 */
export async function rollbackRequest(
  { release, environment, reason }: { readonly release: ReleaseNumber | undefined; readonly environment: string; readonly reason?: string },
  ports: Ports,
): Promise<PlanRequest> {
  const deployment = await lastGood(release, environment, ports);
  const back = await byNumber(deployment.release, ports);
  await checkArtifacts(back, ports);
  const services = Object.values(deployment.services);
  for (const { definition, secrets } of services) {
    for (const [name, { version }] of Object.entries(secrets)) {
      if ((await ports.secrets.read(environment, name, version)) !== undefined) continue;
      throw failure("SEA-5343", { secret: name, version, service: definition.name, release: releaseLabel(back.number) });
    }
  }
  const merged: ProjectDefinition = {
    ...inEnvironment(back.definition, environment),
    services: services.map(({ definition }) => definition),
  };
  const source: DeploySource = {
    release: back.number,
    deployment: deployment.number,
    keys: back.keys,
    secrets: Object.fromEntries(services.map(({ definition, secrets }) => [definition.name, secrets])),
    ...(reason === undefined ? {} : { reason }),
  };
  return { verb: "rollback", environment, definition: merged, whole: back.definition, commit: back.commit, allowDestroy: [], source };
}

async function lastGood(release: ReleaseNumber | undefined, environment: string, { project, store, runtime }: Ports): Promise<Deployment> {
  const good = (await store.deployments({ environment })).filter(({ verdict }) => verdict === "live");
  const { services } = await runtime.observe({ project, environment, fence: 0 });
  const serving = services.find((service) => service.release !== undefined)?.release;
  const found = good.find((deployment) =>
    release === undefined ? deployment.release < (serving ?? Infinity) : deployment.release === release,
  );
  if (found === undefined) throw failure("SEA-5342", { environment, ...(release === undefined ? {} : { release: releaseLabel(release) }) });
  return found;
}

async function find(wanted: Wanted, ports: Ports): Promise<Release> {
  if ("release" in wanted) return byNumber(wanted.release, ports);
  const { store, project, runtime } = ports;
  if ("from" in wanted) {
    const { services } = await runtime.observe({ project, environment: wanted.from, fence: 0 });
    const serving = services.find((service) => service.release !== undefined)?.release;
    if (serving === undefined) throw failure("SEA-5340", { wanted: `that ${wanted.from} serves` });
    return byNumber(serving, ports);
  }
  const made = (await store.releases()).find(({ commit }) => commit !== undefined && !commit.dirty && commit.id.startsWith(wanted.commit));
  if (made === undefined) throw failure("SEA-5340", { wanted: `made from the commit ${wanted.commit}` });
  return made;
}

async function byNumber(number: ReleaseNumber, { store }: Ports): Promise<Release> {
  const release = await store.getRelease(number);
  if (release === undefined) throw failure("SEA-5340", { wanted: releaseLabel(number) });
  return release;
}

/** Looked at before anything is asked: what is gone can't be deployed, and only a build makes it again. */
async function checkArtifacts({ number, artifacts }: Release, { provider }: Ports): Promise<void> {
  const build = provider.tasks[provider.kinds.build];
  for (const [service, artifact] of Object.entries(artifacts)) {
    if (build && !(await build.intact({ ...artifact }))) throw failure("SEA-5341", { release: releaseLabel(number), service });
  }
}
