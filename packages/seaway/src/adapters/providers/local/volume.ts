import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { NodeIdentity, Observed, ResourceKind } from "../../../engine/ports/provider.ts";
import type { LocalWorld } from "./local-world.ts";
import { removeData } from "./remove-data.ts";

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

  async resolve(_identity, { folder }, property) {
    return property === "folder" ? { value: folder, secrets: [] } : undefined;
  },

  async delete(identity, _recorded, acts): Promise<void> {
    await acts.act("remove", async (token) => {
      removeData(join(world.stateFolder, "volumes"), volumeFolder(world, identity), token);
      return null;
    });
  },
});

const volumeFolder = (world: LocalWorld, { environment, node }: NodeIdentity): string =>
  join(world.stateFolder, "volumes", environment, node.slice(node.indexOf(".") + 1));

function contentOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + (statSync(join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0), 0);
  return files.length === 0 ? "nothing" : `${Math.ceil(bytes / (1 << 20))} MB, ${files.length} ${files.length === 1 ? "file" : "files"}`;
}
