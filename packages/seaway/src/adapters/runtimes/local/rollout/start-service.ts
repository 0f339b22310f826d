import type { InstanceIdentity } from "../../../../engine/ports/runtime.ts";
import type { Json } from "../../../../std/json.ts";
import { freePort } from "../addresses/free-port.ts";
import { liveInstance, type LiveInstance } from "../instances/live-instance.ts";
import type { EnvironmentRecord, InstanceRecord, SealedVersion } from "../snapshot/snapshot.ts";
import { openDoors } from "./doors.ts";
import { point } from "./point.ts";
import { holdToChange, type Held, type Supervisor, type WireRollout } from "./supervisor.ts";

/** @source rules-rollout 1: 60 s, or twice the slowest recorded start */
const START_LIMIT_MS = 60_000;
const RECORDED_STARTS = 10;

/** Starts the instances of one service's next version; they listen on ports of their own, and nobody is led to them yet. */
export async function startService(
  supervisor: Supervisor,
  rollout: WireRollout,
  version: SealedVersion,
): Promise<readonly InstanceIdentity[]> {
  const held = await holdToChange(supervisor, rollout);
  await openDoors(supervisor, held, version.service, version);
  const names = Array.from({ length: version.replicas }, (_, index) => `${version.service}-${rollout.deployment}-${index + 1}`);
  return Promise.all(names.map((name) => startInstance(supervisor, held, name, rollout, version)));
}

async function startInstance(
  supervisor: Supervisor,
  held: Held,
  name: string,
  rollout: WireRollout,
  version: SealedVersion,
): Promise<InstanceIdentity> {
  let instance = held.instances.get(name);
  if (instance === undefined) {
    const record: InstanceRecord = {
      instance: name,
      deployment: rollout.deployment,
      release: rollout.release,
      version,
      ...(version.port === undefined ? {} : { port: await freePort(() => recordedPorts(supervisor)) }),
      launches: 0,
      restarts: 0,
      wanted: true,
      sinceMs: supervisor.now(),
    };
    // Another call for the same instance may have been here while the port was looked for.
    held.record.instances[name] ??= record;
    instance = holdInstance(supervisor, held, held.record.instances[name]);
  }
  const started = await instance.start();
  return { instance: name, ...(instance.record.identity ?? started) };
}

/** Takes a recorded instance in hand; nothing is started by it. */
export function holdInstance(supervisor: Supervisor, held: Held, record: InstanceRecord): LiveInstance {
  const known = held.instances.get(record.instance);
  if (known !== undefined) return known;
  const { service } = record.version;
  const { starts } = held.record;
  const instance = liveInstance({
    environment: held.record,
    record,
    save: supervisor.save,
    now: supervisor.now,
    limitMs: () => startLimitMs(held.record, service),
    onChange: () => point(supervisor, held, [service]),
    onFirstReady: (tookMs) => (starts[service] = [...(starts[service] ?? []), tookMs].slice(-RECORDED_STARTS)),
  });
  held.instances.set(record.instance, instance);
  return instance;
}

const startLimitMs = ({ starts }: EnvironmentRecord, service: string): number =>
  Math.max(START_LIMIT_MS, ...(starts[service] ?? []).map((tookMs) => 2 * tookMs));

function recordedPorts({ snapshot }: Supervisor): ReadonlySet<number> {
  const environments = Object.values(snapshot.environments);
  const ports = environments.flatMap(({ instances, publicPorts }) => [
    ...Object.values(instances).flatMap(({ port }) => port ?? []),
    ...Object.values(publicPorts).map(({ port }) => port),
  ]);
  return new Set(ports);
}

/** Resolves when every instance of one service's next version is ready. @throws the diagnosis of the first that will not be */
export async function waitUntilReady(
  supervisor: Supervisor,
  rollout: WireRollout,
  service: string,
  watch: { readonly signal: AbortSignal; readonly progress: (note: string) => void },
): Promise<Json> {
  const held = await holdToChange(supervisor, rollout);
  const next = nextInstances(held, rollout, service);
  if (next.length === 0) throw new Error(`${service} of deployment ${rollout.deployment} was not started`);
  let ready = 0;
  const note = (): void => watch.progress(`${service} ready ${(ready += 1)} of ${next.length}`);
  const gone = new Promise<never>((_, reject) =>
    watch.signal.addEventListener("abort", () => reject(watch.signal.reason as Error), { once: true }),
  );
  await Promise.race([Promise.all(next.map((instance) => instance.ready.then(note))), gone]);
  return null;
}

/** What a rollout started, of one service or of all. */
export const nextInstances = ({ instances }: Held, { deployment }: WireRollout, service?: string): readonly LiveInstance[] =>
  [...instances.values()].filter(
    ({ record }) => record.deployment === deployment && (service === undefined || record.version.service === service),
  );
