import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LiveInstance } from "../instances/live-instance.ts";
import { instanceFolder, logFolder } from "../state-paths.ts";
import type { Held, Supervisor } from "./supervisor.ts";

/** Logs of instances that are gone, kept for each service. */
const KEPT_LOGS = 10;

/** Stops instances in parallel (TERM, grace, KILL) and forgets them. Their logs stay, the last ten of a service. */
export async function stopInstances({ save }: Supervisor, held: Held, instances: readonly LiveInstance[]): Promise<void> {
  const ended = await Promise.allSettled(instances.map((instance) => stopOne(held, instance)));
  // They are gone: that the disk does not take it now is no failure of stopping.
  await save().catch(() => undefined);
  const services = new Set(instances.map(({ record }) => record.version.service));
  await Promise.all([...services].map((service) => forgetOldLogs(held, service)));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

async function stopOne(held: Held, instance: LiveInstance): Promise<void> {
  const { instance: name } = instance.record;
  await instance.stop();
  await rm(instanceFolder(held.record, name), { recursive: true, force: true });
  held.instances.delete(name);
  delete held.record.instances[name];
}

async function forgetOldLogs({ record }: Held, service: string): Promise<void> {
  const folder = join(logFolder(record), service);
  const files = await readdir(folder).catch(() => []);
  const gone = [...new Set(files.map(owner))].filter((name) => record.instances[name] === undefined);
  const oldest = gone.toSorted((a, b) => byDeployment(a) - byDeployment(b)).slice(0, -KEPT_LOGS);
  const forgotten = files.filter((file) => oldest.includes(owner(file)));
  await Promise.all(forgotten.map((file) => rm(join(folder, file), { force: true })));
}

/** `backend-91-2.log.3` is a log of `backend-91-2`. */
const owner = (file: string): string => file.replace(/\.log(?:\.\d+)?$/, "");

/** `backend-91-2` → by 91, then by 2. */
function byDeployment(instance: string): number {
  const [ordinal = 0, deployment = 0] = instance.split("-").toReversed().map(Number);
  return deployment * 10_000 + ordinal;
}
