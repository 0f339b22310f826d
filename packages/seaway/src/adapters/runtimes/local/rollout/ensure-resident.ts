import { rm } from "node:fs/promises";
import { stableJson } from "../../../../std/stable-json.ts";
import type { ProcessIdentity } from "../../../connections/local/process-identity.ts";
import { liveResident } from "../live-resident.ts";
import type { Resident } from "../residents.ts";
import type { ResidentRecord } from "../snapshot/snapshot.ts";
import { residentFolder } from "../state-paths.ts";
import type { Held, Supervisor } from "./supervisor.ts";

/** Starts a resident, or finds it running; one whose job differs is stopped first. */
export async function ensureResident(supervisor: Supervisor, held: Held, resident: Resident): Promise<ProcessIdentity> {
  const running = held.residents.get(resident.id);
  if (running !== undefined && stableJson(running.record.resident) !== stableJson(resident))
    await stopResident(supervisor, held, resident.id);
  let live = held.residents.get(resident.id);
  if (live === undefined) {
    const record: ResidentRecord = { resident, launches: 0, restarts: 0, wanted: true, sinceMs: supervisor.now() };
    held.record.residents[resident.id] = record;
    live = liveResident(held.record, record, supervisor.save, supervisor.now);
    held.residents.set(resident.id, live);
  }
  const started = await live.start();
  return live.record.identity ?? started;
}

export async function stopResident({ save }: Supervisor, held: Held, id: string): Promise<void> {
  const live = held.residents.get(id);
  if (live === undefined) return;
  await live.stop();
  await rm(residentFolder(held.record, id), { recursive: true, force: true });
  held.residents.delete(id);
  delete held.record.residents[id];
  await save();
}
