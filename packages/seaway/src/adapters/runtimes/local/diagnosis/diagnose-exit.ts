import { failure, type SeawayError } from "../../../../model/errors/failure.ts";
import { releaseLabel } from "../../../../model/numbers.ts";
import type { JobState } from "../../../connections/local/job.ts";
import type { InstanceRecord } from "../snapshot/snapshot.ts";
import { logTail } from "../spool/log-tail.ts";
import { diagnoseLog } from "./diagnose-log.ts";
import { endingText, evidenceOf } from "./evidence.ts";

/** An end of an instance that was not ready yet, and what surrounds it. */
export interface Ending {
  readonly record: InstanceRecord;
  readonly state: JobState;
  /** Whether its memory limit ended it. */
  readonly byMemory: boolean;
  readonly log: string;
}

const READ_LINES = 50;

/**
 * Why an instance will not get ready (rules-rollout 7); rows that are fatal at the first end come before the crash loop.
 * @returns undefined: it may try once more
 */
export async function diagnoseExit({ record, state, byMemory, log }: Ending): Promise<SeawayError | undefined> {
  const { instance, version } = record;
  const lines = logTail(log, READ_LINES);
  const evidence = evidenceOf(record, log, state);
  // These have a remedy of their own, whatever the log says beside it.
  const { remedy: _remedy, ...facts } = evidence;
  if (byMemory) return failure("SEA-5307", { instance, limitMiB: version.memoryMiB ?? 0 }, facts);
  // What a shell's exec leaves when there is no such program (127), or it may not be executed (126).
  if (state.kind === "exited" && (state.code === 126 || state.code === 127)) {
    return failure("SEA-5306", { service: version.service, reason: lines.at(-1) ?? endingText(state) }, facts);
  }
  const told = await diagnoseLog(record, log, facts);
  if (told !== undefined) return told;
  if (record.launches < 2) return undefined;
  return failure("SEA-5301", { service: version.service, release: releaseLabel(record.release) }, evidence);
}
