import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import { releaseIdentity } from "../../../connections/local/identities.ts";
import { inspect } from "../../../connections/local/job-folder.ts";
import type { LocalWorld } from "../local-world.ts";
import { endCommand } from "../python/abandon-builds.ts";

/** What has to be known to take a stand away, kept beside it. */
export interface StandRecord {
  /** Folder of its durable command. */
  readonly job: string;
  readonly socketFolder: string;
  readonly identity: string;
}

const standsFolder = ({ stateFolder }: LocalWorld): string => join(stateFolder, "stands");
export const standFolder = (world: LocalWorld, token: string): string => join(standsFolder(world), token);

export function recordStand(world: LocalWorld, token: string, record: StandRecord): void {
  mkdirSync(standsFolder(world), { recursive: true, mode: 0o700 });
  writeFileSync(`${standFolder(world, token)}.json`, JSON.stringify(record), { mode: 0o600 });
}

/** @returns undefined when it was taken away, or never made */
export function readStand(world: LocalWorld, token: string): StandRecord | undefined {
  const file = `${standFolder(world, token)}.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as StandRecord) : undefined;
}

/** Its record goes last: until then somebody else can finish this. */
export async function removeStand(world: LocalWorld, token: string): Promise<void> {
  const record = readStand(world, token);
  rmSync(standFolder(world, token), { recursive: true, force: true });
  if (record === undefined) return;
  rmSync(record.socketFolder, { recursive: true, force: true });
  await releaseIdentity(record.identity);
  rmSync(`${standFolder(world, token)}.json`, { force: true });
}

const tokensOf = (world: LocalWorld): readonly string[] =>
  existsSync(standsFolder(world))
    ? readdirSync(standsFolder(world)).flatMap((name) => (name.endsWith(".json") ? [name.slice(0, -".json".length)] : []))
    : [];

/** Takes away what engines that died left of stands whose command has ended since. */
export function sweepStands(world: LocalWorld): void {
  for (const token of tokensOf(world)) {
    const record = readStand(world, token);
    // One that was not started yet may be just being made, by another engine.
    if (record && ["exited", "lost"].includes(inspect(record.job).kind)) void removeStand(world, token);
  }
}

/** Ends the stands of an attempt whose engine died, and takes them away. */
export async function abandonStands(world: LocalWorld, { folder }: Pick<Acts, "folder">): Promise<void> {
  for (const token of tokensOf(world)) {
    const record = readStand(world, token);
    if (record === undefined || !record.job.startsWith(`${folder}/`)) continue;
    await endCommand(world, record.job, []);
    await removeStand(world, token);
  }
}
