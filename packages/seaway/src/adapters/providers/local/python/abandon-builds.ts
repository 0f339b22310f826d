import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import type { Place } from "../../../../engine/ports/runtime.ts";
import { isLost, ofAttempt } from "../durably.ts";
import type { LocalWorld } from "../local-world.ts";
import { claimBuild, readClaim, releaseBuild } from "./build-claim.ts";
import { installerSettings } from "./installer-settings.ts";
import { claimFile, environmentsFolder, removeEnvironment } from "./python-environment.ts";

/** Ends the builds of environments that a dead engine left under way in an attempt, and removes what they had made. */
export async function abandonBuilds(world: LocalWorld, place: Place, { folder: attempt }: Pick<Acts, "folder">): Promise<void> {
  for (const folder of claimedIn(environmentsFolder(world.stateFolder))) {
    const file = claimFile(folder);
    if (readClaim(file)?.attempt !== attempt) continue;
    const commands = claimBuild(file, attempt, place);
    if (commands === undefined) continue;
    const { secrets } = installerSettings(folder);
    for (let number = 1; existsSync(ofAttempt(commands, number)); number++) {
      for (const name of ["make", "install"]) await endCommand(world, join(ofAttempt(commands, number), name), secrets);
    }
    removeEnvironment(folder);
    releaseBuild(file);
  }
}

const claimedIn = (environments: string): readonly string[] =>
  existsSync(environments)
    ? readdirSync(environments)
        .filter((name) => name.endsWith(".claim"))
        .map((name) => join(environments, name.slice(0, -".claim".length)))
    : [];

/** Attaches to what was started there, with nothing but the wish that it ends. */
export async function endCommand({ connection }: LocalWorld, folder: string, secrets: readonly string[]): Promise<void> {
  const abandoned = new Error("abandoned");
  try {
    await connection.run({ argv: [], cwd: "/", env: {}, secrets }, { folder, signal: AbortSignal.abort(abandoned) });
  } catch (thrown) {
    if (thrown !== abandoned && !isLost(thrown)) throw thrown;
  }
}
