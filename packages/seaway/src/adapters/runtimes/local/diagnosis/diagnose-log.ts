import { failure, type Circumstances, type SeawayError } from "../../../../model/errors/failure.ts";
import type { InstanceRecord } from "../snapshot/snapshot.ts";
import { portOwner } from "../proxy/port-owner.ts";
import { logTail } from "../spool/log-tail.ts";
import { deniedPath } from "./denied-path.ts";
import { heldBy, listeningSockets } from "./listening-sockets.ts";
import { inProject } from "./python-traceback.ts";
import { takenPort } from "./taken-port.ts";
import { tellingLines } from "./telling-lines.ts";
import { unreachableDatabase } from "./unreachable-database.ts";

const READ_LINES = 50;

/**
 * The rows of the diagnosis that a log alone tells. Asked when an instance ended, and when it was not ready at its limit: a server that
 * starts its workers again for ever never ends.
 * @param facts what is shown with each; their remedies are their own, whatever the log says beside it
 */
export async function diagnoseLog(record: InstanceRecord, log: string, facts: Circumstances): Promise<SeawayError | undefined> {
  const { version } = record;
  const { service } = version;
  const lines = logTail(log, READ_LINES);
  if (lines.some((line) => /address already in use|connection in use/i.test(line))) {
    const port = takenPort(lines) ?? version.port ?? record.port ?? 0;
    const owner = await ownerOf(port);
    return failure("SEA-5312", { service, port, owner }, { ...facts, ...(owner === OURS ? { remedy: TAKE_PORT } : {}) });
  }
  const telling = tellingLines(record, log);
  const address = unreachableDatabase(telling);
  if (address !== undefined) return failure("SEA-5313", { service, address }, facts);
  const path = deniedPath(telling);
  if (path === undefined) return undefined;
  const shown = inProject({ folder: version.artifact.folder, path: version.path ?? "." }, path);
  return failure("SEA-5315", { service, path: shown }, facts);
}

const OURS = "Seaway's own proxy";
/** Ending the owner is no way out where the owner is what leads the callers here. */
const TAKE_PORT = "let the program take its port from the environment variable PORT";

/** A program that has its port in its source mostly meets the proxy, which listens there for its callers. */
async function ownerOf(port: number): Promise<string> {
  const ours = heldBy([process.pid], listeningSockets()).some((socket) => socket.port === port);
  return ours ? OURS : portOwner({ address: "127.0.0.1", port });
}
