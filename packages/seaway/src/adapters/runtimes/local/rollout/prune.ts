import { writeHostsFile } from "../addresses/hosts-file.ts";
import { hostsFile } from "../state-paths.ts";
import { closeDoors } from "./doors.ts";
import { drainVersions } from "./drain.ts";
import { watchSettling } from "./settle.ts";
import { stopInstances } from "./stop-instances.ts";
import type { Held, Supervisor, WireRollout } from "./supervisor.ts";

/** Stops every instance that no pointer leads to, closes outgoing doors, and forgets services that the release no longer has. */
export async function prune(supervisor: Supervisor, held: Held, rollout: WireRollout, signal: AbortSignal): Promise<void> {
  const { record } = held;
  for (const service of Object.keys(record.pointers)) {
    if (!rollout.services.some((kept) => kept.service === service)) await forget(supervisor, held, service, signal);
  }
  for (const [service, pointer] of Object.entries(record.pointers)) {
    if (pointer.before === undefined) continue;
    const { before, ...settled } = pointer;
    await closeDoors(supervisor, held, service, before.entry, pointer.entry);
    record.pointers[service] = settled;
  }
  const isSettled = record.settled?.deployment === rollout.deployment;
  if (!isSettled) record.settling = { deployment: rollout.deployment, sinceMs: supervisor.now() };
  await supervisor.save();
  const pointed = new Set(Object.values(record.pointers).flatMap(({ instances }) => instances));
  await stopInstances(
    supervisor,
    held,
    [...held.instances.values()].filter((instance) => !pointed.has(instance.record.instance)),
  );
  // Only now is the outgoing version gone.
  if (!isSettled) watchSettling(supervisor, held);
}

async function forget(supervisor: Supervisor, held: Held, service: string, signal: AbortSignal): Promise<void> {
  const { record } = held;
  const pointer = record.pointers[service];
  if (pointer === undefined) return;
  delete record.pointers[service];
  delete record.publicPorts[service];
  delete record.names[service];
  delete record.starts[service];
  await supervisor.save();
  for (const { entry } of [pointer, ...(pointer.before ? [pointer.before] : [])]) await closeDoors(supervisor, held, service, entry);
  await writeHostsFile(hostsFile(record), record);
  await drainVersions(supervisor, held, [pointer], signal);
}
