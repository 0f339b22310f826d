import { inspect, jobFiles } from "./job-folder.ts";
import type { JobState } from "./job.ts";
import { untilFound } from "./watch-folder.ts";

/** A process that vanishes without an exit code tells nobody: it is looked for this often. */
const LOOK_EVERY_MS = 100;

export type EndedState = Extract<JobState, { kind: "exited" | "lost" }>;

/**
 * Resolves when a job that was started has ended, in whatever way.
 * @throws the signal's reason when it is aborted before; the job goes on
 */
export function waitForExit(folder: string, signal?: AbortSignal): Promise<EndedState> {
  const ended = (): EndedState | undefined => {
    const state = inspect(folder);
    return state.kind === "exited" || state.kind === "lost" ? state : undefined;
  };
  // The launcher's last act is a file in here; what the program writes beside it wakes nobody.
  return untilFound(jobFiles(folder).launch, ended, LOOK_EVERY_MS, signal);
}
