import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "../../../../engine/ports/runtime.ts";
import type { ProcessIdentity } from "../../../connections/local/process-identity.ts";
import { identify, isAlive } from "../../../connections/local/process-identity.ts";

/** Who builds an environment, and where the commands of that build lie: whoever comes after a kill attaches to these. */
export interface BuildClaim {
  readonly engine: ProcessIdentity;
  readonly commands: string;
  /** Folder of the attempt that builds: who builds on what a dead engine began keeps its commands. */
  readonly attempt: string;
  /** What its engine held the lock of: a later holder of that lock takes over, also from an engine that was only stopped. */
  readonly environment: string;
  readonly fence: number;
}

/**
 * Claims a build, or takes it over from an engine that died or lost its lock.
 * @returns the folder of the commands that this build runs or runs already; undefined while somebody builds who may.
 */
export function claimBuild(
  file: string,
  attempt: string,
  { environment, fence }: Pick<Place, "environment" | "fence">,
): string | undefined {
  const held = readClaim(file);
  if (held !== undefined && isAlive(held.engine) && !(held.environment === environment && held.fence < fence)) return undefined;
  const engine = identify(process.pid);
  if (engine === undefined) throw new Error("/proc does not list this process");
  const claim: BuildClaim = { engine, commands: held?.commands ?? join(attempt, "environment"), attempt, environment, fence };
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, JSON.stringify(claim), { mode: 0o600 });
  if (held === undefined) return linkFirst(beside, file) ? claim.commands : undefined;
  renameSync(beside, file);
  return claim.commands;
}

/** Whether the build is still this process's: while it was stopped, somebody may have taken it over. */
export const holdsBuild = (file: string): boolean => readClaim(file)?.engine.pid === process.pid;

/** Gives the build back, unless somebody took it over. */
export function releaseBuild(file: string): void {
  if (holdsBuild(file)) rmSync(file, { force: true });
}

/** @returns undefined when nobody builds, or has just finished. */
export function readClaim(file: string): BuildClaim | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as BuildClaim;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
}

/** A link never replaces, and what it makes is whole at once. */
function linkFirst(beside: string, file: string): boolean {
  try {
    linkSync(beside, file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  } finally {
    rmSync(beside, { force: true });
  }
}
