import type { Circumstances } from "../../../../model/errors/failure.ts";
import type { JobState } from "../../../connections/local/job.ts";
import type { InstanceRecord } from "../snapshot/snapshot.ts";
import { logTail } from "../spool/log-tail.ts";
import { inProject, tellingTraceback, type Sources, type Traceback } from "./python-traceback.ts";

/** A traceback is looked for in as much, which is more than a web framework's longest. */
const READ_LINES = 300;
const SHOWN_LINES = 20;

/** What is shown with each diagnosis of an instance: where, the lines that show it, why, what to do, and how to see the rest. */
export function evidenceOf({ instance, version, launches }: InstanceRecord, log: string, ended?: JobState): Circumstances {
  const sources: Sources = { folder: version.artifact.folder, path: version.path ?? "." };
  const lines = logTail(log, READ_LINES);
  const traceback = tellingTraceback(lines, sources);
  const how = ended === undefined ? "" : ` (${endingText(ended)}${launches > 1 ? ", twice" : ""})`;
  return {
    where: `${version.service} › ${instance}${how}`,
    log: (traceback?.lines ?? lines.map((line) => inProject(sources, line))).slice(-SHOWN_LINES),
    more: `seaway logs ${version.service}`,
    ...(traceback === undefined ? {} : told(traceback)),
  };
}

function told({ exception, place }: Traceback): Circumstances {
  return place === undefined ? { why: exception } : { why: `${exception} (${place})`, remedy: `correct ${place}, then run \`seaway up\`` };
}

/** `exit code 3`, `signal SIGSEGV`: how a process ended, in words. */
export function endingText(state: JobState): string {
  if (state.kind !== "exited") return "it was ended from outside";
  return state.signal === undefined ? `exit code ${state.code}` : `signal ${state.signal}`;
}
