import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import { releaseIdentity } from "../../../connections/local/identities.ts";
import { inspect } from "../../../connections/local/job-folder.ts";
import { identify, isAlive, type ProcessIdentity } from "../../../connections/local/process-identity.ts";
import type { LocalWorld } from "../local-world.ts";
import { endCommand } from "../python/abandon-builds.ts";

/** What has to be known to take a stand away, kept beside it. */
export interface StandRecord {
  /** Folder of its durable command. */
  readonly job: string;
  readonly socketFolder: string;
  readonly identity: string;
  /** Throwaway values that its log is masked by, for whoever attaches to its command. */
  readonly secrets: readonly string[];
  /** The process that looks after it: while that lives, nobody else takes it away. */
  readonly engine?: ProcessIdentity;
}

const standsFolder = ({ stateFolder }: LocalWorld): string => join(stateFolder, "stands");
export const standFolder = (world: LocalWorld, token: string): string => join(standsFolder(world), token);

/** From here on this process looks after a stand. */
export function recordStand(world: LocalWorld, token: string, { engine: _before, ...record }: StandRecord): void {
  const engine = identify(process.pid);
  mkdirSync(standsFolder(world), { recursive: true, mode: 0o700 });
  writeFileSync(`${standFolder(world, token)}.json`, JSON.stringify({ ...record, ...(engine ? { engine } : {}) }), { mode: 0o600 });
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

/**
 * Takes away what engines that died left of stands whose command has ended since. One of a living engine stays, ended or not: its results
 * are just being read.
 */
export function sweepStands(world: LocalWorld): void {
  for (const token of tokensOf(world)) {
    const record = readStand(world, token);
    if (record === undefined || (record.engine && isAlive(record.engine))) continue;
    // What can't be removed now is met by the next sweep.
    if (inspect(record.job).kind !== "running") removeStand(world, token).catch(() => undefined);
  }
}

/** Ends the stands of an attempt whose engine died, and takes them away. */
export async function abandonStands(world: LocalWorld, { folder }: Pick<Acts, "folder">): Promise<void> {
  for (const token of tokensOf(world)) {
    const record = readStand(world, token);
    if (record === undefined || !record.job.startsWith(`${folder}/`)) continue;
    await endCommand(world, record.job, record.secrets);
    await removeStand(world, token);
  }
}
