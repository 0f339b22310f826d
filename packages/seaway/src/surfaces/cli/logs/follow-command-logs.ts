import { pause } from "../follow/folder-changes.ts";
import type { CommandLog } from "./log-files.ts";
import { tailFile, type Tail } from "./tail-file.ts";

export interface FollowedRun {
  /** The logs that are there now; a run that goes on brings new ones. */
  readonly find: () => Promise<readonly CommandLog[]>;
  readonly isOver: () => Promise<boolean>;
  readonly print: (log: CommandLog, line: string) => void;
}

/** Prints what a run's commands have written and go on to write, until the run is over or the signal is aborted. */
export async function followCommandLogs({ find, isOver, print }: FollowedRun, signal: AbortSignal): Promise<void> {
  const tails = new Map<string, Tail>();
  try {
    for (;;) {
      // Asked before reading: what was written until the end is in what is read next.
      const last = (await isOver()) || signal.aborted;
      for (const log of await find()) {
        const tail = tails.get(log.file) ?? (await tailFile(log.file, "start"));
        tails.set(log.file, tail);
        for (const line of await tail.read()) print(log, line);
      }
      if (last) return;
      await pause(signal);
    }
  } finally {
    await Promise.all([...tails.values()].map((tail) => tail.close()));
  }
}
