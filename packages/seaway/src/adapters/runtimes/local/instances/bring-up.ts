import { setTimeout as sleep } from "node:timers/promises";
import { failure, type SeawayError } from "../../../../model/errors/failure.ts";
import { formatDuration } from "../../../../std/duration.ts";
import type { InstanceRecord } from "../snapshot/snapshot.ts";
import { diagnoseLog } from "../diagnosis/diagnose-log.ts";
import { evidenceOf } from "../diagnosis/evidence.ts";
import { portWatch } from "../diagnosis/wrong-port.ts";
import { askInstance, isReadyStatus, readinessRequest, type Asked } from "./ask-instance.ts";

/** @source rules-rollout 12.4: every 50 ms on a fresh connection, 5 s a probe */
const ASK_EVERY_MS = 50;
const ANSWER_WITHIN_MS = 5_000;
/** After a restart of ours serving goes on within 2 s, also of what is busy with a long request. */
const SERVED_WITHIN_MS = 500;
/** Reading every socket of the machine is not for every probe. */
const LOOK_EVERY_MS = 500;
/** A worker has no port: it is taken for well when it ran this long. */
const WORKER_WELL_MS = 1_000;

export interface BringUp {
  readonly record: InstanceRecord;
  readonly rootPid: number;
  readonly log: string;
  /** How long it may take; undefined: as long as it wants, because it was ready before and is only started again. */
  readonly limitMs: number | undefined;
  readonly now: () => number;
  /** Whether it was found running and ready after a restart of ours: then a busy or failing one serves on, as it would have. */
  readonly served: boolean;
  /** Whether the kernel ended a process of it for its limit of memory. */
  readonly killedByMemory: () => boolean;
  /** Aborted when the launch has ended. */
  readonly signal: AbortSignal;
}

/**
 * Waits until one launch of an instance is ready.
 * @returns undefined when it is, or when the launch ended meanwhile (whoever watches that knows why); else the diagnosis
 */
export async function bringUp(launch: BringUp): Promise<SeawayError | undefined> {
  const { record, signal, now } = launch;
  const port = record.port;
  if (port === undefined) {
    await sleep(WORKER_WELL_MS, undefined, { signal }).catch(() => undefined);
    return undefined;
  }
  const sockets = portWatch(launch.rootPid, port, now);
  const deadline = launch.limitMs === undefined ? Infinity : record.sinceMs + launch.limitMs;
  const patience = launch.served ? SERVED_WITHIN_MS : ANSWER_WITHIN_MS;
  let lookAgainAt = now() + LOOK_EVERY_MS;
  let last: Asked | undefined;
  for (;;) {
    const asked = await askInstance(port, record.version, Math.max(1, Math.min(patience, deadline - now())));
    if (signal.aborted || isReady(asked, record) || (launch.served && asked.kind !== "refused")) return undefined;
    // The last probe may have been cut short by the limit itself: what the one before it saw says more.
    if (asked.kind !== "silent" || last === undefined) last = asked;
    if (now() >= deadline) return notReady(launch, last);
    if (now() >= lookAgainAt) {
      // A server starts workers again as often as the kernel ends them; what gets ready in spite of it was ready above.
      if (launch.limitMs !== undefined && launch.killedByMemory()) return overMemory(launch);
      const bound = asked.kind === "refused" ? sockets.look() : undefined;
      if (bound !== undefined && launch.limitMs !== undefined) return wrongPort(launch, bound);
      lookAgainAt = now() + LOOK_EVERY_MS;
    }
    await sleep(ASK_EVERY_MS);
    if (signal.aborted) return undefined;
  }
}

const isReady = (asked: Asked, { version }: InstanceRecord): boolean => asked.kind === "answered" && isReadyStatus(version, asked.status);

async function notReady({ record, log, limitMs = 0 }: BringUp, asked: Asked): Promise<SeawayError> {
  const evidence = evidenceOf(record, log);
  const { remedy: _remedy, ...facts } = evidence;
  // Only of one that nobody listens for: what answers has its port, and its log may hold what it lived through.
  const told = asked.kind === "refused" ? await diagnoseLog(record, log, facts) : undefined;
  if (told !== undefined) return told;
  const { method, path } = readinessRequest(record.version);
  const answer = {
    answered: asked.kind === "answered" ? `answered ${asked.status}` : "",
    refused: "found nobody listening",
    silent: "got no answer",
  };
  const last = `${method} ${path} ${answer[asked.kind]}`;
  return failure("SEA-5303", { instance: record.instance, limit: formatDuration(limitMs), last }, evidence);
}

function wrongPort({ record, log }: BringUp, bound: string): SeawayError {
  const { remedy: _remedy, ...facts } = evidenceOf(record, log);
  return failure("SEA-5311", { instance: record.instance, assigned: record.port ?? 0, bound }, facts);
}

function overMemory({ record, log }: BringUp): SeawayError {
  const { remedy: _remedy, ...facts } = evidenceOf(record, log);
  return failure("SEA-5307", { instance: record.instance, limitMiB: record.version.memoryMiB ?? 0 }, facts);
}
