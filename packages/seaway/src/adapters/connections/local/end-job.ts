import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { identityIn, inspect, jobKind, launcherIsGone } from "./job-folder.ts";
import type { JobState } from "./job.ts";
import { bootId, identify, isAlive, type ProcessIdentity } from "./process-identity.ts";
import { firstChild, handles, processesOf } from "./processes.ts";
import { waitForExit } from "./wait-for-exit.ts";
import { untilFound } from "./watch-folder.ts";

/** Two seconds: a process in the kernel's hands (a dead disk) outlives even KILL, and nobody should wait for it for ever. */
const SWEEP_ROUNDS = 400;

export interface EndOptions {
  /** What asks the program to end; default SIGTERM. It alone gets it, not what it started. */
  readonly signal?: "SIGTERM" | "SIGINT";
  /** From asking to KILL. */
  readonly graceMs: number;
  /** Cuts the grace short. */
  readonly abort?: AbortSignal;
}

/**
 * Ends one job: asks its program, and after the grace time kills its whole process tree, `setsid` children included. Afterwards no process
 * of it is left, also when it had ended by itself before.
 */
export async function endJob(folder: string, { signal = "SIGTERM", graceMs, abort }: EndOptions): Promise<JobState> {
  const state = inspect(folder);
  if (state.kind === "unstarted") return state;
  if (state.kind === "running") {
    const enough = AbortSignal.any([AbortSignal.timeout(graceMs), ...(abort === undefined ? [] : [abort])]);
    try {
      await ask(folder, state.identity, signal, enough);
      await waitForExit(folder, enough);
    } catch (cause) {
      if (!enough.aborted) throw cause;
      kill(state.identity, "SIGKILL");
      await waitForExit(folder);
    }
  }
  await endLeftovers(folder);
  // It has written the exit code and has nothing to do but end.
  await untilFound(folder, () => launcherIsGone(folder) || undefined, 2, AbortSignal.timeout(1_000)).catch(() => {});
  return inspect(folder);
}

/** The first process of the tree passes the signal on; until it is ready to, the kernel would drop it. */
async function ask(folder: string, identity: ProcessIdentity, signal: "SIGTERM" | "SIGINT", enough: AbortSignal): Promise<void> {
  if (jobKind(folder) === "group") return kill(identity, signal);
  while (inspect(folder).kind === "running") {
    const init = firstChild(identity.pid);
    if (init !== undefined && handles(init.pid, constants.signals[signal])) return kill(init, signal);
    await sleep(5, undefined, { signal: enough });
  }
}

/**
 * Ends what a job left behind that has ended itself: a process tree went with it, a session did not. Looks again until nothing is there,
 * because a process may fork while it is looked for.
 */
export async function endLeftovers(folder: string): Promise<void> {
  if (jobKind(folder) === "tree") return;
  const leader = identityIn(folder);
  if (leader === undefined || leader.bootId !== bootId()) return;
  // As long as a member lives, nobody else gets the number of its session. Is there a stranger under it, then no member is left.
  const now = identify(leader.pid);
  const session = now === undefined || now.startTicks === leader.startTicks ? leader.pid : undefined;
  for (let round = 0; round < SWEEP_ROUNDS; round++) {
    const left = processesOf(session, `SEAWAY_JOB=${folder}`);
    if (left.length === 0) return;
    for (const process of left) kill(process, "SIGKILL");
    await sleep(5);
  }
}

/** Never a stranger: a pid is given again, an identity is not. */
function kill(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
  }
}
