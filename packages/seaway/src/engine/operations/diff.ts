import type { ServiceDefinition } from "../../model/definition.ts";
import { failure } from "../../model/errors/failure.ts";
import { releaseLabel } from "../../model/numbers.ts";
import type { Commit, Release, SecretVersions } from "../../model/release.ts";
import type { Store } from "../ports/store.ts";

/** One side of a comparison: a release, or what an environment was last given. Never a value of a secret. */
export interface Compared {
  /** `r43`, or `staging r43`. */
  readonly label: string;
  readonly commit: Commit | undefined;
  /** By service: `sha256:…` of its artifact. */
  readonly digests: Readonly<Record<string, string>>;
  /** By database: names of what its tables were brought forward by. */
  readonly migrations: Readonly<Record<string, readonly string[]>>;
  /** By service, as they were described. */
  readonly services: Readonly<Record<string, ServiceDefinition>>;
  /** By service; absent for a release, which has none. */
  readonly secrets?: Readonly<Record<string, SecretVersions>>;
}

export interface Difference {
  readonly a: Compared;
  readonly b: Compared;
}

/** Two releases (`r42`), two environments, or one of each. @throws SEA-5340, SEA-5345 */
export async function diff(a: string, b: string, store: Store): Promise<Difference> {
  const [one, other] = await Promise.all([sideOf(a, store), sideOf(b, store)]);
  return { a: one, b: other };
}

async function sideOf(name: string, store: Store): Promise<Compared> {
  const number = /^r(\d+)$/.exec(name)?.[1];
  if (number !== undefined) {
    const release = await store.getRelease(Number(number));
    if (release === undefined) throw failure("SEA-5340", { wanted: name });
    return { ...contentsOf(release), label: name, services: byName(release.definition.services) };
  }
  const live = (await store.deployments({ environment: name })).find(({ verdict }) => verdict === "live");
  const release = live && (await store.getRelease(live.release));
  if (live === undefined || release === undefined) throw failure("SEA-5345", { name });
  const services = Object.values(live.services);
  return {
    ...contentsOf(release),
    label: `${name} ${releaseLabel(release.number)}`,
    services: byName(services.map(({ definition }) => definition)),
    secrets: Object.fromEntries(services.map(({ definition, secrets }) => [definition.name, secrets])),
  };
}

const contentsOf = ({ commit, artifacts, migrations = {} }: Release) => ({
  commit,
  migrations: Object.fromEntries(Object.entries(migrations).map(([database, { parts }]) => [database, parts.map(({ name }) => name)])),
  digests: Object.fromEntries(Object.entries(artifacts).map(([service, { digest }]) => [service, digest])),
});

const byName = (services: readonly ServiceDefinition[]): Readonly<Record<string, ServiceDefinition>> =>
  Object.fromEntries(services.map((service) => [service.name, service]));
