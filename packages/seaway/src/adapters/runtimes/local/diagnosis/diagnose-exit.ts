import { failure, type SeawayError } from "../../../../model/errors/failure.ts";
import { releaseLabel } from "../../../../model/numbers.ts";
import type { JobState } from "../../../connections/local/job.ts";
import type { InstanceRecord } from "../snapshot/snapshot.ts";
import { portOwner } from "../proxy/port-owner.ts";
import { logTail } from "../spool/log-tail.ts";
import { deniedPath } from "./denied-path.ts";
import { endingText, evidenceOf } from "./evidence.ts";
import { heldBy, listeningSockets } from "./listening-sockets.ts";
import { inProject } from "./python-traceback.ts";
import { takenPort } from "./taken-port.ts";
import { tellingLines } from "./telling-lines.ts";
import { unreachableDatabase } from "./unreachable-database.ts";

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
  if (lines.some((line) => /address already in use|connection in use/i.test(line))) {
    const port = takenPort(lines) ?? version.port ?? record.port ?? 0;
    const owner = await ownerOf(port);
    return failure("SEA-5312", { service: version.service, port, owner }, { ...facts, ...(owner === OURS ? { remedy: TAKE_PORT } : {}) });
  }
  const telling = tellingLines(record, log);
  const database = unreachableDatabase(telling);
  if (database !== undefined) return failure("SEA-5313", { service: version.service, address: database }, facts);
  const path = deniedPath(telling);
  if (path !== undefined)
    return failure(
      "SEA-5315",
      { service: version.service, path: inProject({ folder: version.artifact.folder, path: version.path ?? "." }, path) },
      facts,
    );
  if (record.launches < 2) return undefined;
  return failure("SEA-5301", { service: version.service, release: releaseLabel(record.release) }, evidence);
}

const OURS = "Seaway's own proxy";
/** Ending the owner is no way out where the owner is what leads the callers here. */
const TAKE_PORT = "let the program take its port from the environment variable PORT";

/** A program that has its port in its source mostly meets the proxy, which listens there for its callers. */
async function ownerOf(port: number): Promise<string> {
  const ours = heldBy([process.pid], listeningSockets()).some((socket) => socket.port === port);
  return ours ? OURS : portOwner({ address: "127.0.0.1", port });
}
