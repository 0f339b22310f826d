import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { ProcessIdentity } from "../../../connections/local/process-identity.ts";
import { identify, isAlive } from "../../../connections/local/process-identity.ts";

/** Who builds an environment, and where the commands of that build lie: whoever comes after a kill attaches to these. */
export interface BuildClaim {
  readonly engine: ProcessIdentity;
  readonly commands: string;
}

/**
 * Claims a build, or takes it over from an engine that died.
 * @returns the folder of the commands that this build runs or runs already; undefined while somebody who lives builds.
 */
export function claimBuild(file: string, commands: string): string | undefined {
  const held = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as BuildClaim) : undefined;
  if (held !== undefined && isAlive(held.engine)) return undefined;
  const engine = identify(process.pid);
  if (engine === undefined) throw new Error("/proc does not list this process");
  const claim: BuildClaim = { engine, commands: held?.commands ?? commands };
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, JSON.stringify(claim), { mode: 0o600 });
  if (held === undefined) return linkFirst(beside, file) ? claim.commands : undefined;
  renameSync(beside, file);
  return claim.commands;
}

export const releaseBuild = (file: string): void => rmSync(file, { force: true });

/** A link never replaces, and what it makes is whole at once. */
function linkFirst(beside: string, file: string): boolean {
  try {
    linkSync(beside, file);
    return true;
  } catch (cause) {
    if (existsSync(file)) return false;
    throw cause;
  } finally {
    rmSync(beside, { force: true });
  }
}
