import { join } from "node:path";
import { endOrphans } from "../../connections/local/end-orphans.ts";
import type { Resident } from "./residents.ts";
import { keepProcess, type KeptProcess } from "./instances/keep-process.ts";
import type { EnvironmentRecord, ResidentRecord } from "./snapshot/snapshot.ts";
import { followSpool, type SpoolFollower } from "./spool/follow-spool.ts";
import { residentFolder, residentLog } from "./state-paths.ts";

export interface LiveResident extends KeptProcess {
  readonly record: ResidentRecord;
}

/** Keeps a resident alive. It holds no secret (a database server reads its password from a file), so nothing of it is sealed or masked. */
export function liveResident(
  environment: EnvironmentRecord,
  record: ResidentRecord,
  save: () => Promise<void>,
  now: () => number,
): LiveResident {
  const { id, job, stop, ownFolder }: Resident = record.resident;
  let spool: SpoolFollower | undefined;
  const follow = (folder: string): SpoolFollower =>
    followSpool({ spool: join(folder, "spool"), offsets: join(folder, "offsets"), log: residentLog(environment, id), secrets: [], now });
  const kept = keepProcess({
    record,
    save,
    folder: residentFolder(environment, id),
    job: (output) => Promise.resolve({ ...job, output }),
    stop,
    now,
    wellForMs: () => now() - record.sinceMs,
    onRunning: (folder) => {
      spool = follow(folder);
    },
    onEnded: async (folder, _state, wished) => {
      spool ??= follow(folder);
      await spool.finish();
      spool = undefined;
      if (ownFolder === true) await endOrphans(job.argv[0] ?? "", job.cwd);
      return !wished;
    },
    onLaunchFailed: () => Promise.resolve(true),
  });
  return { ...kept, record };
}
