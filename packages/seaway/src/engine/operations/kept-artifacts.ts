import type { ReleaseNumber } from "../../model/numbers.ts";
import type { Store } from "../ports/store.ts";

/** @source rules-rollout 1: kept are the 10 newest releases, and whatever any environment serves or may go back to */
const NEWEST = 10;
const LOOK_BACK = 50;

/** Digests of every artifact that a deployment may still need. */
export async function keptArtifacts(store: Store): Promise<ReadonlySet<string>> {
  const environments = await store.deployedEnvironments();
  const wanted = await Promise.all(environments.map((environment) => servingAndEarlier(environment, store)));
  const releases = await Promise.all([...new Set(wanted.flat())].map((number) => store.getRelease(number)));
  const newest = await store.releases({ limit: NEWEST });
  return new Set([...releases, ...newest].flatMap((release) => Object.values(release?.artifacts ?? {}).map(({ digest }) => digest)));
}

/** What serves, and what a rollback without a number goes back to, however long ago that was. */
async function servingAndEarlier(environment: string, store: Store): Promise<readonly ReleaseNumber[]> {
  for (let limit = LOOK_BACK; ; limit *= 4) {
    const deployments = await store.deployments({ environment, limit });
    const good = deployments.filter(({ verdict }) => verdict === "live").map(({ release }) => release);
    const earlier = good.find((release) => release < (good[0] ?? 0));
    if (earlier !== undefined || deployments.length < limit) return [...good.slice(0, 1), ...(earlier === undefined ? [] : [earlier])];
  }
}
