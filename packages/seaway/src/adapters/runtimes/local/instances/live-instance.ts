import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SeawayError, toProblem } from "../../../../model/errors/failure.ts";
import { deferred } from "../../../../std/deferred.ts";
import type { ServiceVersion } from "../../../../engine/ports/runtime.ts";
import type { JobState } from "../../../connections/local/job.ts";
import { killedByMemory } from "../../../connections/local/memory-limit.ts";
import type { ProcessIdentity } from "../../../connections/local/process-identity.ts";
import { diagnoseExit } from "../diagnosis/diagnose-exit.ts";
import type { Target } from "../proxy/proxy.ts";
import { openVersion } from "../sealed-version.ts";
import type { EnvironmentRecord, InstanceRecord } from "../snapshot/snapshot.ts";
import { followSpool, type SpoolFollower } from "../spool/follow-spool.ts";
import { environmentIdentity, hostsFile, instanceFolder, instanceHome, instanceLog } from "../state-paths.ts";
import { bringUp } from "./bring-up.ts";
import { instanceJob } from "./instance-job.ts";
import { keepProcess } from "./keep-process.ts";
import { knockUntil } from "./knock.ts";

/** @source rules-rollout 1: gunicorn's graceful timeout of 30 s, and 5 s more */
const GRACE_MS = 35_000;

/** One instance of a service: its process, its log, and whether it can be asked. */
export interface LiveInstance {
  readonly record: InstanceRecord;
  readonly log: string;
  /** Where the proxy finds it. Absent for a worker. */
  readonly target?: Target;
  /** Whether its present launch answered as it should, and has not ended since. */
  isUp(): boolean;
  start(): Promise<ProcessIdentity>;
  adopt(): Promise<void>;
  /** Resolves when it was ready once. @throws the diagnosis */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

export interface InstanceSettings {
  readonly environment: EnvironmentRecord;
  readonly record: InstanceRecord;
  readonly save: () => Promise<void>;
  readonly now: () => number;
  /** Start to ready, for the first launches. */
  readonly limitMs: () => number;
  /** It came up, or went down. */
  readonly onChange: () => void;
  readonly onFirstReady: (tookMs: number) => void;
}

export function liveInstance({ environment, record, save, now, limitMs, onChange, onFirstReady }: InstanceSettings): LiveInstance {
  const log = instanceLog(environment, record.version.service, record.instance);
  const firstReady = deferred();
  // Nobody may be waiting yet, or any more.
  firstReady.promise.catch(() => undefined);
  let version: Promise<ServiceVersion> | undefined;
  let following: Promise<SpoolFollower> | undefined;
  let launch = new AbortController();
  let up = false;
  let upSinceMs = 0;

  if (record.readyAtMs !== undefined) firstReady.resolve();
  else if (record.problem !== undefined) firstReady.reject(new SeawayError(record.problem));

  const opened = (): Promise<ServiceVersion> =>
    (version ??= openVersion(record.version).catch((cause: unknown) => {
      version = undefined;
      throw cause;
    }));

  async function job(output: string) {
    const home = instanceHome(environment, record.instance);
    await mkdir(home, { recursive: true, mode: 0o700 });
    const port = record.port === undefined ? {} : { port: record.port };
    return instanceJob(await opened(), {
      identity: environmentIdentity(environment),
      home,
      hosts: hostsFile(environment),
      output,
      ...port,
    });
  }

  /** Without the secrets nothing may reach the log: then the spool stays, which only this user may read. */
  async function follow(folder: string): Promise<SpoolFollower> {
    const { secrets } = await opened();
    return followSpool({ spool: join(folder, "spool"), offsets: join(folder, "offsets"), log, secrets, now });
  }

  async function waitUntilUp(folder: string, rootPid: number, adopted: boolean): Promise<void> {
    const { signal } = launch;
    const limit = record.readyAtMs === undefined ? limitMs() : undefined;
    const diagnosis = await bringUp({
      record,
      rootPid,
      log,
      limitMs: limit,
      now,
      signal,
      served: adopted && record.readyAtMs !== undefined,
      killedByMemory: () => killedByMemory(folder),
    });
    if (signal.aborted) return;
    if (diagnosis !== undefined) return giveUp(diagnosis);
    up = true;
    upSinceMs = now();
    if (record.readyAtMs === undefined) {
      record.readyAtMs = now();
      onFirstReady(record.readyAtMs - record.sinceMs);
      await save();
      firstReady.resolve();
    }
    onChange();
  }

  async function giveUp(cause: unknown): Promise<void> {
    record.problem = toProblem(cause);
    await save().catch(() => undefined);
    firstReady.reject(cause);
  }

  async function ended(folder: string, state: JobState, wished: boolean): Promise<boolean> {
    launch.abort();
    const wasUp = up;
    up = false;
    following ??= follow(folder);
    await following.then(
      (spool) => spool.finish(),
      () => undefined,
    );
    following = undefined;
    if (wasUp) onChange();
    if (wished) return false;
    if (record.problem !== undefined) return false;
    if (record.readyAtMs !== undefined) return true;
    const diagnosis = await diagnoseExit({ record, state, byMemory: killedByMemory(folder), log });
    if (diagnosis !== undefined) await giveUp(diagnosis);
    return diagnosis === undefined;
  }

  const kept = keepProcess({
    record,
    save,
    folder: join(instanceFolder(environment, record.instance), "launches"),
    job,
    stop: { signal: "SIGTERM", graceMs: GRACE_MS },
    now,
    wellForMs: () => (up ? now() - upSinceMs : 0),
    onRunning: (folder, { pid }, adopted) => {
      launch = new AbortController();
      following = follow(folder);
      following.catch(() => undefined);
      waitUntilUp(folder, pid, adopted).catch(giveUp);
    },
    onEnded: ended,
    onLaunchFailed: async (cause) => {
      if (record.readyAtMs !== undefined) return true;
      await giveUp(cause);
      return false;
    },
  });
  return {
    record,
    log,
    ...(record.port === undefined ? {} : { target: { instance: record.instance, host: "127.0.0.1", port: record.port, inflight: 0 } }),
    isUp: () => up,
    start: () => kept.start(),
    adopt: () => kept.adopt(),
    ready: firstReady.promise,
    stop: async () => {
      const stopped = kept.stop();
      if (record.port !== undefined) await knockUntil(stopped, record.port);
      await stopped;
    },
  };
}
