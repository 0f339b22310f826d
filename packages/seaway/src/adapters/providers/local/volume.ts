import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { NodeIdentity, Observed, ResourceKind } from "../../../engine/ports/provider.ts";
import { failure } from "../../../model/errors/failure.ts";
import type { LocalWorld } from "./local-world.ts";

export type VolumeProps = { readonly name: string };
/** Absolute folder, which the runtime mounts into each instance and gives to the environment's user. */
export type VolumeOutputs = { readonly folder: string };

/** A folder that outlives releases and deployments. */
export const volume = (world: LocalWorld): ResourceKind<VolumeProps, VolumeOutputs> => ({
  stage: "provision",
  holdsData: true,

  async read(identity): Promise<Observed | undefined> {
    const folder = volumeFolder(world, identity);
    return existsSync(folder) ? { facts: null, holds: contentOf(folder) } : undefined;
  },

  diff: () => [],

  async create(identity, _desired, acts): Promise<VolumeOutputs> {
    const folder = volumeFolder(world, identity);
    await acts.act("make", async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return null;
    });
    return { folder };
  },

  async delete(identity, _recorded, acts): Promise<void> {
    await acts.act("remove", async (token) => {
      removeVolume(world.stateFolder, volumeFolder(world, identity), token);
      return null;
    });
  },
});

const volumeFolder = (world: LocalWorld, { environment, node }: NodeIdentity): string =>
  join(world.stateFolder, "volumes", environment, node.slice(node.indexOf(".") + 1));

/** It loses its name first, so that a killed removal leaves nothing that looks like data. */
function removeVolume(stateFolder: string, folder: string, token: string): void {
  const nameless = `${folder}.removing-${token}`;
  if (existsSync(folder)) {
    if (!realpathSync(folder).startsWith(join(realpathSync(stateFolder), "volumes") + sep)) throw failure("SEA-3110", { path: folder });
    renameSync(folder, nameless);
  }
  rmSync(nameless, { recursive: true, force: true });
}

function contentOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + (statSync(join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0), 0);
  return files.length === 0 ? "nothing" : `${Math.ceil(bytes / (1 << 20))} MB, ${files.length} ${files.length === 1 ? "file" : "files"}`;
}
