import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../../connections/local/process-identity.ts";
import { liveResident } from "../live-resident.ts";
import type { EnvironmentRecord } from "../snapshot/snapshot.ts";
import { openDoors } from "./doors.ts";
import { point } from "./point.ts";
import { watchSettling } from "./settle.ts";
import { holdInstance } from "./start-service.ts";
import { hold, type Held, type Supervisor } from "./supervisor.ts";

/** Callers are refused a little longer rather than told that nobody serves, while instances say that they are there. */
const ANSWERS_WITHIN_MS = 700;

/**
 * After a restart of the runtime, planned or not: takes in what runs, starts what should run and does not, and listens again.
 * @param report an environment that could not be recovered keeps no other from it
 */
export async function recover(supervisor: Supervisor, report: (environment: string, cause: unknown) => void): Promise<void> {
  const environments = Object.entries(supervisor.snapshot.environments);
  await Promise.all(
    environments.map(([key, record]) => recoverEnvironment(supervisor, record).catch((cause: unknown) => report(key, cause))),
  );
}

async function recoverEnvironment(supervisor: Supervisor, record: EnvironmentRecord): Promise<void> {
  const held = await hold(supervisor, record);
  for (const resident of Object.values(record.residents)) {
    const live = liveResident(record, resident, supervisor.save, supervisor.now);
    held.residents.set(resident.resident.id, live);
    await live.adopt();
  }
  const instances = Object.values(record.instances).map((instance) => holdInstance(supervisor, held, instance));
  await Promise.all(instances.map((instance) => instance.adopt()));
  await untilAnswering(held);
  const services = Object.entries(record.pointers);
  // A door that somebody else has taken meanwhile keeps no other one shut.
  const opened = await Promise.allSettled(services.map(([service, { entry }]) => openDoors(supervisor, held, service, entry)));
  point(supervisor, held, Object.keys(record.pointers));
  if (record.settling !== undefined) watchSettling(supervisor, held);
  // Identities that were found; who looks while this process is dead reads them.
  await supervisor.save();
  const refused = opened.find((one) => one.status === "rejected");
  if (refused) throw refused.reason;
}

async function untilAnswering({ record, instances }: Held): Promise<void> {
  const pointed = Object.values(record.pointers).flatMap(({ instances: names }) => names.flatMap((name) => instances.get(name) ?? []));
  const running = pointed.filter(({ record: { identity } }) => identity !== undefined && isAlive(identity));
  for (let waitedMs = 0; waitedMs < ANSWERS_WITHIN_MS; waitedMs += 10) {
    if (running.every((instance) => instance.isUp())) return;
    await sleep(10);
  }
}
