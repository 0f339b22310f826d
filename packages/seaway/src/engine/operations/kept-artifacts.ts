import type { Store } from "../ports/store.ts";

/** @source rules-rollout 1: kept are the 10 newest releases, and whatever any environment serves or may go back to */
const NEWEST = 10;
const LOOK_BACK = 200;

/** Digests of every artifact that a deployment may still need. */
export async function keptArtifacts(store: Store): Promise<ReadonlySet<string>> {
  const deployments = await store.deployments({ limit: LOOK_BACK });
  const newest = [...new Set(deployments.map(({ release }) => release))].toSorted((a, b) => b - a).slice(0, NEWEST);
  const environments = [...new Set(deployments.map(({ environment }) => environment))];
  // What serves there, and what a rollback without a number goes back to.
  const wanted = environments.flatMap((place) => {
    const good = deployments
      .filter(({ environment, verdict }) => environment === place && verdict === "live")
      .map(({ release }) => release);
    const earlier = good.find((release) => release < (good[0] ?? 0));
    return [...good.slice(0, 1), ...(earlier === undefined ? [] : [earlier])];
  });
  const numbers = new Set([...newest, ...wanted]);
  const releases = await Promise.all([...numbers].map((number) => store.getRelease(number)));
  return new Set(releases.flatMap((release) => Object.values(release?.artifacts ?? {}).map(({ digest }) => digest)));
}
