import { failure } from "../../../../model/errors/failure.ts";
import type { Place, Rollout, ServiceVersion } from "../../../../engine/ports/runtime.ts";
import { claimEnvironmentNumber, likelyNumber, type EnvironmentNumber } from "../addresses/environment-number.ts";
import { writeHostsFile } from "../addresses/hosts-file.ts";
import type { LiveInstance } from "../instances/live-instance.ts";
import type { LiveResident } from "../live-resident.ts";
import type { Proxy } from "../proxy/proxy.ts";
import type { EnvironmentRecord, Snapshot } from "../snapshot/snapshot.ts";
import { environmentKey, hostsFile } from "../state-paths.ts";

/**
 * The inside of the runtime's process: what it knows (the snapshot), and what it holds in its hands (processes, the proxy, addresses).
 * One file an act: `start-service.ts`, `switch-pointers.ts`, `verify.ts`, `drain.ts`, `restore.ts`, `prune.ts`, `remove.ts`; `recover.ts`
 * after a restart. Each brings the snapshot up to date before it does what that announces, and each may be repeated.
 */
export interface Supervisor {
  readonly snapshot: Snapshot;
  readonly save: () => Promise<void>;
  readonly proxy: Proxy;
  readonly now: () => number;
  /** What is in hand, by the key of its environment. */
  readonly held: Map<string, Promise<Held>>;
}

export interface Held {
  readonly record: EnvironmentRecord;
  readonly number: EnvironmentNumber;
  readonly instances: Map<string, LiveInstance>;
  readonly residents: Map<string, LiveResident>;
}

/** A rollout as it crosses the socket: without settings, which only a start needs. */
export interface WireRollout extends Omit<Rollout, "services"> {
  readonly services: readonly WireService[];
}
export type WireService = Omit<ServiceVersion, "settings" | "secrets">;

/** The environment of a place, taken in hand on first use. A recorded number is claimed again; it moves only when somebody else has it. */
export function hold(supervisor: Supervisor, place: Pick<Place, "project" | "environment">): Promise<Held> {
  const key = environmentKey(place);
  let held = supervisor.held.get(key);
  if (held === undefined) {
    held = take(supervisor, key, place);
    held.catch(() => supervisor.held.delete(key));
    supervisor.held.set(key, held);
  }
  return held;
}

async function take(
  { snapshot, save }: Supervisor,
  key: string,
  { project, environment }: Pick<Place, "project" | "environment">,
): Promise<Held> {
  const number = await claimEnvironmentNumber(snapshot.environments[key]?.number ?? likelyNumber(key));
  const record = (snapshot.environments[key] ??= emptyEnvironment(project, environment));
  record.number = number.number;
  await save();
  await writeHostsFile(hostsFile(record), record);
  return { record, number, instances: new Map(), residents: new Map() };
}

const emptyEnvironment = (project: string, environment: string): EnvironmentRecord => ({
  project,
  environment,
  number: 0,
  fence: 0,
  names: {},
  publicPorts: {},
  pointers: {},
  instances: {},
  residents: {},
  starts: {},
});

/**
 * The environment, for whoever may change it now.
 * @throws SEA-8101 when a later holder of the environment's lock was here before
 */
export async function holdToChange(supervisor: Supervisor, place: Place): Promise<Held> {
  const held = await hold(supervisor, place);
  const { record } = held;
  if (place.fence < record.fence) throw failure("SEA-8101", { environment: place.environment, fence: place.fence, holder: undefined });
  if (place.fence > record.fence) {
    record.fence = place.fence;
    await supervisor.save();
  }
  return held;
}
