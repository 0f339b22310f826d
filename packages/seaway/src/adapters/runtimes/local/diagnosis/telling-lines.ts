import { logTail } from "../spool/log-tail.ts";
import type { InstanceRecord } from "../snapshot/snapshot.ts";
import { tellingTraceback } from "./python-traceback.ts";

const READ_LINES = 300;
/** Without a traceback the last words count, and nothing before them: a warning at the start is no cause of an end. */
const LAST_WORDS = 5;

/** The lines of a log that may name the cause of an end: the exception of its telling traceback, else what was said last. */
export function tellingLines({ version }: InstanceRecord, log: string): readonly string[] {
  const lines = logTail(log, READ_LINES);
  const traceback = tellingTraceback(lines, { folder: version.artifact.folder, path: version.path ?? "." });
  return traceback === undefined ? lines.slice(-LAST_WORDS) : [traceback.exception];
}
