import { rm } from "node:fs/promises";
import { buildIdentity, releaseIdentity } from "../../../connections/local/identities.ts";
import { environmentFolder, environmentIdentity, environmentKey } from "../state-paths.ts";
import { closeDoors } from "./doors.ts";
import { stopInstances } from "./stop-instances.ts";
import type { Held, Supervisor } from "./supervisor.ts";

/** Stops everything of an environment, its residents last because services use them, and gives back its addresses and its user. */
export async function remove(supervisor: Supervisor, held: Held): Promise<void> {
  const { record } = held;
  const key = environmentKey(record);
  for (const [service, { entry, before }] of Object.entries(record.pointers)) {
    await closeDoors(supervisor, held, service, entry);
    if (before) await closeDoors(supervisor, held, service, before.entry);
    delete record.pointers[service];
  }
  await supervisor.save();
  await stopInstances(supervisor, held, [...held.instances.values()]);
  await Promise.all([...held.residents.values()].map((resident) => resident.stop()));
  await rm(environmentFolder(record), { recursive: true, force: true });
  await releaseIdentity(environmentIdentity(record));
  delete supervisor.snapshot.environments[key];
  supervisor.held.delete(key);
  held.number.release();
  await supervisor.save();
  // With a project's last environment goes the user of its builds: numbers are few, and a next build is given one anew.
  const others = Object.values(supervisor.snapshot.environments);
  if (others.every(({ project }) => project !== record.project)) await releaseIdentity(buildIdentity(record.project));
}
