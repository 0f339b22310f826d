import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { controlSocket } from "../../adapters/control/control-socket.ts";
import { isAlive, type ProcessIdentity } from "../../adapters/connections/local/process-identity.ts";
import { runFolder } from "../../adapters/folders.ts";

/** What an engine prints is only ever a mistake of ours; a user sees it with `-vv`. */
export const engineLog = (projectId: string, run: number): string => join(runFolder(projectId, run), "engine", "log");

const LAST_WORDS = 12;

export function lastWordsOf(projectId: string, run: number): readonly string[] {
  try {
    return readFileSync(engineLog(projectId, run), "utf8").trimEnd().split("\n").filter(Boolean).slice(-LAST_WORDS);
  } catch {
    return [];
  }
}

export const engineSocket = (projectId: string, run: number): string => controlSocket(`engine-${projectId}-${run}`);

const identityFile = (projectId: string, run: number): string => join(runFolder(projectId, run), "engine", "pid");

export function writeEngineIdentity(projectId: string, run: number, { pid, startTicks, bootId }: ProcessIdentity): void {
  const file = identityFile(projectId, run);
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.next`, `${pid} ${startTicks} ${bootId}\n`, { mode: 0o600 });
  renameSync(`${file}.next`, file);
}

/** Whether a run's engine lives is asked of the process table each time, and is no status anywhere. */
export function engineLives(projectId: string, run: number): boolean {
  try {
    const [pid, startTicks, bootId] = readFileSync(identityFile(projectId, run), "utf8").trim().split(" ");
    return isAlive({ pid: Number(pid), startTicks: Number(startTicks), bootId: String(bootId) });
  } catch {
    return false;
  }
}
