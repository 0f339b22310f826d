import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { endJob } from "../../../connections/local/end-job.ts";
import { inspect } from "../../../connections/local/job-folder.ts";
import type { Job, JobState } from "../../../connections/local/job.ts";
import { launch } from "../../../connections/local/launch.ts";
import type { ProcessIdentity } from "../../../connections/local/process-identity.ts";
import { waitForExit } from "../../../connections/local/wait-for-exit.ts";
import type { KeptRecord } from "../snapshot/snapshot.ts";
import { backOffMs, failuresAfter } from "./back-off.ts";

/** A process that is kept alive: an instance of a service, a resident. Each launch has a folder of its own, so that none happens twice. */
export interface Keeping {
  readonly record: KeptRecord;
  /** Makes the record durable. */
  readonly save: () => Promise<void>;
  /** Folder of all its launches. */
  readonly folder: string;
  /** What to launch, its output in the file `spool` of the launch's folder. */
  readonly job: (spool: string) => Promise<Job>;
  readonly stop: { readonly signal: "SIGINT" | "SIGTERM"; readonly graceMs: number };
  readonly now: () => number;
  /** For how long the present launch has done what it is for; 0: it never did. */
  readonly wellForMs: () => number;
  /** A launch runs, or is found running after a restart of ours. */
  readonly onRunning: (launchFolder: string, identity: ProcessIdentity, adopted: boolean) => void;
  /** A launch ended. @returns whether to start again; asked only for ends that nobody wished for */
  readonly onEnded: (launchFolder: string, state: JobState, wished: boolean) => Promise<boolean>;
  /** It could not even be launched, in the background where nobody waits for it. */
  readonly onLaunchFailed: (cause: unknown) => Promise<boolean>;
}

export interface KeptProcess {
  /** Starts it, or finds it started. @throws what `job` throws */
  start(): Promise<ProcessIdentity>;
  /** After a restart of ours: takes in what runs, starts what should run and does not. */
  adopt(): Promise<void>;
  stop(): Promise<void>;
}

export function keepProcess(keeping: Keeping): KeptProcess {
  const { record, save, stop, now } = keeping;
  const stopped = new AbortController();
  let first: Promise<ProcessIdentity> | undefined;
  /** Settles when nothing is being launched or awaited any more. */
  let watching: Promise<void> = Promise.resolve();
  let failures = 0;

  const launchFolder = (): string => join(keeping.folder, String(record.launches));

  async function launchNext(): Promise<ProcessIdentity> {
    record.launches += 1;
    record.sinceMs = now();
    delete record.identity;
    await save();
    return launchRecorded();
  }

  /** The launch is announced; carrying it out a second time only finds it. */
  async function launchRecorded(): Promise<ProcessIdentity> {
    const folder = launchFolder();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const identity = await launch(folder, await keeping.job(join(folder, "spool")));
    record.identity = identity;
    await save();
    keeping.onRunning(folder, identity, false);
    return identity;
  }

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      const folder = launchFolder();
      const ended = await waitForExit(folder, stopped.signal).catch(() => undefined);
      if (ended === undefined || stopped.signal.aborted) return;
      failures = failuresAfter(failures, keeping.wellForMs());
      if (!(await keeping.onEnded(folder, ended, false)) || !(await again())) return;
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @returns whether it runs again */
  async function again(): Promise<boolean> {
    for (;;) {
      if (!(await pause(backOffMs(failures), stopped.signal))) return false;
      record.restarts += 1;
      try {
        await launchNext();
        return true;
      } catch (cause) {
        failures += 1;
        if (!(await keeping.onLaunchFailed(cause))) return false;
      }
    }
  }

  async function begin(): Promise<ProcessIdentity> {
    record.wanted = true;
    // A launch that was announced is carried out; one that ended before is not begun again.
    const announced = record.launches > 0 && ["unstarted", "running"].includes(inspect(launchFolder()).kind);
    const identity = announced ? await launchRecorded() : await launchNext();
    watching = watch();
    return identity;
  }

  return {
    start: () =>
      (first ??= begin().catch((cause: unknown) => {
        first = undefined;
        throw cause;
      })),

    async adopt() {
      const folder = launchFolder();
      const state = inspect(folder);
      if (state.kind === "running") {
        record.identity = state.identity;
        first = Promise.resolve(state.identity);
        keeping.onRunning(folder, state.identity, true);
        watching = watch();
      } else if (state.kind === "unstarted") {
        if (record.wanted) await begin().catch(keeping.onLaunchFailed);
      } else if (await keeping.onEnded(folder, state, !record.wanted)) {
        // Nobody watched it: how long it has been down is unknown, so it is not made to wait.
        record.restarts += 1;
        first = launchNext();
        watching = first.then(watch, async (cause: unknown) => {
          failures = 1;
          if ((await keeping.onLaunchFailed(cause)) && (await again())) await watch();
        });
      }
    },

    async stop() {
      record.wanted = false;
      stopped.abort();
      // A full disk keeps nothing from being stopped.
      await save().catch(() => undefined);
      await first?.catch(() => undefined);
      await watching;
      if (record.launches === 0) return;
      const folder = launchFolder();
      const state = await endJob(folder, stop);
      await keeping.onEnded(folder, state, true);
    },
  };
}

/** @returns false when it was stopped meanwhile */
function pause(durationMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), durationMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
