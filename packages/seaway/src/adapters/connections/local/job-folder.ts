import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { JobState } from "./job.ts";
import { isAlive, type ProcessIdentity } from "./process-identity.ts";

/** The files of a job, all in its folder. */
export const jobFiles = (folder: string) =>
  ({
    /** argv, cwd, names of variables, limits; for people. */
    command: join(folder, "cmd.json"),
    /** The launcher's own; made before it. */
    launch: join(folder, "launch"),
    /** Identity of the launcher that went on, and how the job is kept together; there is no second one. */
    launcher: join(folder, "launch", "launcher"),
    pid: join(folder, "pid"),
    exit: join(folder, "exit"),
    oom: join(folder, "oom"),
  }) as const;

/** What is known of a job now; quick, changes nothing. A launcher that has not reached its program yet counts as unstarted. */
export function inspect(folder: string): JobState {
  const files = jobFiles(folder);
  const ended = readExit(files.exit);
  if (ended !== undefined) return ended;
  const identity = readIdentity(files.pid);
  if (identity === undefined) return isGivenUp(folder) ? { kind: "lost" } : { kind: "unstarted" };
  // The launcher outlives the program by the moment in which it writes the exit code.
  if (isAlive(identity) || !launcherIsGone(folder)) return { kind: "running", identity };
  return readExit(files.exit) ?? { kind: "lost", identity };
}

/** Whether a job has a process tree of its own, which goes as a whole, or is a session that its processes may leave. */
export const jobKind = (folder: string): "tree" | "group" => (lines(jobFiles(folder).launcher)[0]?.endsWith(" tree") ? "tree" : "group");

/** The process whose end is the end of the whole job; undefined until the launcher has come that far. */
export const identityIn = (folder: string): ProcessIdentity | undefined => readIdentity(jobFiles(folder).pid);

/** Whether some launcher went on in this folder. */
export const isTaken = (folder: string): boolean => existsSync(jobFiles(folder).launcher);

/** In `pid`, in the place of an identity: the program never ran, and never will. */
const GIVEN_UP = "never";

export const isGivenUp = (folder: string): boolean => lines(jobFiles(folder).pid)[0] === GIVEN_UP;

/** Whether a launcher went on and is no more. */
export function launcherIsGone(folder: string): boolean {
  const launcher = readIdentity(jobFiles(folder).launcher);
  return launcher !== undefined && !isAlive(launcher);
}

/**
 * Bars a launcher that has not reached its program from starting it late, so that "it never ran" stays true.
 * @returns the identity of a program that was started just before
 */
export function giveUp(folder: string): ProcessIdentity | undefined {
  try {
    writeFileSync(jobFiles(folder).pid, `${GIVEN_UP}\n`, { mode: 0o600, flag: "wx" });
    return undefined;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    return identityIn(folder);
  }
}

function readExit(file: string): Extract<JobState, { kind: "exited" }> | undefined {
  const [code, signal, atMs] = (lines(file)[0] ?? "").split(" ").map(Number);
  if (code === undefined || signal === undefined || atMs === undefined) return undefined;
  return { kind: "exited", code, atMs, ...(signal === 0 ? {} : { signal: signalName(signal) }) };
}

/** @returns undefined when the file is not there, or not whole yet. */
function readIdentity(file: string): ProcessIdentity | undefined {
  const [pid, startTicks, bootId] = (lines(file)[0] ?? "").split(" ");
  return bootId === undefined ? undefined : { pid: Number(pid), startTicks: Number(startTicks), bootId };
}

const signalName = (number: number): string =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;

/** Whole lines only; none when there is no file. */
function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
}
