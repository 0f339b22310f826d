import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../connections/local/process-identity.ts";
import type { LocalWorld } from "./local-world.ts";
import type { BuildClaim } from "./python/build-claim.ts";
import { claimFile, environmentsFolder, removeEnvironment } from "./python/python-environment.ts";
import { removeSealed } from "./python/seal-folder.ts";
import { bundleFolder, readRecord } from "./python/snapshot.ts";
import { overlaysInUse } from "./tests/overlay.ts";

/** What was made this recently may belong to a run that has not made its release yet. */
const YOUNG_MS = 60 * 60_000;

/**
 * Removes bundles that nothing names any more, and then the environments that no bundle needs.
 * @param keep digests of the artifacts of every release that is kept or serves.
 * @returns how many of each went.
 */
export function pruneArtifacts(
  { stateFolder, clock }: Pick<LocalWorld, "stateFolder" | "clock">,
  keep: ReadonlySet<string>,
): { readonly bundles: number; readonly environments: number } {
  const isYoung = (path: string): boolean => clock.now() - statSync(path).mtimeMs < YOUNG_MS;
  const kept = new Set([...keep].map((digest) => bundleFolder(stateFolder, digest)));
  const bundles = foldersIn(join(stateFolder, "artifacts")).filter((folder) => !kept.has(folder) && !isYoung(folder));
  for (const folder of bundles) removeSealed(folder);
  const ofBundles = foldersIn(join(stateFolder, "artifacts")).map((folder) => readRecord(folder)?.environment);
  const needed = new Set([...ofBundles, ...overlaysInUse(stateFolder)]);
  const environments = foldersIn(environmentsFolder(stateFolder)).filter(
    (folder) => !needed.has(folder.slice(folder.lastIndexOf("/") + 1)) && !isYoung(folder) && !isBeingBuilt(folder),
  );
  for (const folder of environments) {
    removeEnvironment(folder);
    rmSync(claimFile(folder), { force: true });
  }
  return { bundles: bundles.length, environments: environments.length };
}

const foldersIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(folder, entry.name))
    : [];

const isBeingBuilt = (folder: string): boolean =>
  existsSync(claimFile(folder)) && isAlive((JSON.parse(readFileSync(claimFile(folder), "utf8")) as BuildClaim).engine);
