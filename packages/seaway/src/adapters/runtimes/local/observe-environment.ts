import type { ObservedInstance, ObservedRuntime, ObservedService } from "../../../engine/ports/runtime.ts";
import { isAlive } from "../../connections/local/process-identity.ts";
import { askInstance, isReadyStatus } from "./instances/ask-instance.ts";
import type { EnvironmentRecord, InstanceRecord } from "./snapshot/snapshot.ts";
import { instanceLog } from "./state-paths.ts";

/** An instance that was ready and is busy with a long request is well; a plan does not wait for it. */
const ANSWER_WITHIN_MS = 300;

/** How the services of an environment stand: its records, each compared with /proc and asked now. Needs no runtime process. */
export async function observeEnvironment(
  record: EnvironmentRecord | undefined,
  runtime: Pick<ObservedRuntime, "answering" | "requests">,
): Promise<ObservedRuntime> {
  if (record === undefined) return { ...runtime, services: [] };
  const names = [...new Set([...Object.keys(record.pointers), ...Object.values(record.instances).map(({ version }) => version.service)])];
  const services = await Promise.all(names.toSorted().map((service) => observeService(record, service)));
  return { ...runtime, services, ...(record.settled === undefined ? {} : { settled: record.settled }) };
}

async function observeService(record: EnvironmentRecord, service: string): Promise<ObservedService> {
  const pointer = record.pointers[service];
  const own = Object.values(record.instances).filter(({ version }) => version.service === service);
  const instances = await Promise.all(own.map((instance) => observeInstance(record, instance, pointer?.instances ?? [])));
  const port = record.publicPorts[service]?.port;
  return {
    service,
    instances,
    ...(pointer === undefined ? {} : { deployment: pointer.deployment, release: pointer.release }),
    ...(pointer?.entry.public === true && port !== undefined ? { url: `http://127.0.0.1:${port}` } : {}),
  };
}

async function observeInstance(
  environment: EnvironmentRecord,
  record: InstanceRecord,
  pointed: readonly string[],
): Promise<ObservedInstance> {
  const { instance, deployment, identity, restarts, sinceMs, problem, version } = record;
  return {
    instance,
    deployment,
    ...(identity ?? { pid: 0, startTicks: 0, bootId: "" }),
    serving: pointed.includes(instance),
    state: await stateOf(record),
    restarts,
    sinceMs,
    log: instanceLog(environment, version.service, instance),
    ...(problem === undefined ? {} : { problem }),
  };
}

async function stateOf({ identity, readyAtMs, problem, port, version }: InstanceRecord): Promise<ObservedInstance["state"]> {
  if (identity === undefined || !isAlive(identity)) return "gone";
  if (problem !== undefined) return "unhealthy";
  if (readyAtMs === undefined) return "starting";
  if (port === undefined) return "healthy";
  const asked = await askInstance(port, version, ANSWER_WITHIN_MS);
  return asked.kind === "silent" || (asked.kind === "answered" && isReadyStatus(version, asked.status)) ? "healthy" : "unhealthy";
}
