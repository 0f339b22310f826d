import { failure, type SeawayError } from "../../../../model/errors/failure.ts";
import type { Problem } from "../../../../model/problem.ts";
import type { JobState } from "../../../connections/local/job.ts";
import type { InstanceRecord } from "../snapshot/snapshot.ts";
import { portOwner } from "../proxy/port-owner.ts";
import { logTail } from "../spool/log-tail.ts";
import { heldBy, listeningSockets } from "./listening-sockets.ts";
import { lastTraceback } from "./python-traceback.ts";
import { takenPort } from "./taken-port.ts";

/** An end of an instance that was not ready yet, and what surrounds it. */
export interface Ending {
  readonly record: InstanceRecord;
  readonly state: JobState;
  /** Whether its memory limit ended it. */
  readonly byMemory: boolean;
  readonly log: string;
}

const SHOWN_LINES = 50;

/**
 * Why an instance will not get ready (rules-rollout 7); rows that are fatal at the first end come before the crash loop.
 * @returns undefined: it may try once more
 */
export async function diagnoseExit({ record, state, byMemory, log }: Ending): Promise<SeawayError | undefined> {
  const { instance, version } = record;
  const lines = logTail(log, SHOWN_LINES);
  const evidence = {
    where: `${version.service}/${instance}`,
    log: lines,
    more: `seaway logs ${version.service}`,
    ...whyOf(lines, version.artifact.folder),
  };
  if (byMemory) return failure("SEA-5307", { instance, limitMiB: version.memoryMiB ?? 0 }, evidence);
  // What a shell's exec leaves when there is no such program (127), or it may not be executed (126).
  if (state.kind === "exited" && (state.code === 126 || state.code === 127)) {
    return failure("SEA-5306", { service: version.service, reason: lines.at(-1) ?? endingText(state) }, evidence);
  }
  if (lines.some((line) => /address already in use|connection in use/i.test(line))) {
    const port = takenPort(lines) ?? version.port ?? record.port ?? 0;
    return failure("SEA-5312", { service: version.service, port, owner: await ownerOf(port) }, evidence);
  }
  if (record.launches < 2) return undefined;
  return failure("SEA-5301", { instance, ending: endingText(state) }, evidence);
}

/** A program that has its port in its source mostly meets the proxy, which listens there for its callers. */
async function ownerOf(port: number): Promise<string> {
  const ours = heldBy([process.pid], listeningSockets()).some((socket) => socket.port === port);
  return ours ? "Seaway's own proxy" : portOwner({ address: "127.0.0.1", port });
}

/** `exit code 3`, `signal SIGSEGV`: how a process ended, in words. */
export function endingText(state: JobState): string {
  if (state.kind !== "exited") return "it was ended from outside";
  return state.signal === undefined ? `exit code ${state.code}` : `signal ${state.signal}`;
}

function whyOf(lines: readonly string[], folder: string): Pick<Problem, "why"> {
  const traceback = lastTraceback(lines, folder);
  if (traceback === undefined) return {};
  return { why: traceback.place === undefined ? traceback.exception : `${traceback.exception} (${traceback.place})` };
}
