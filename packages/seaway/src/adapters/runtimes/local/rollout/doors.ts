import type { EnvironmentRecord, Entry } from "../snapshot/snapshot.ts";
import { addressOf } from "../addresses/loopback-address.ts";
import { writeHostsFile } from "../addresses/hosts-file.ts";
import { identityFor } from "../../../connections/local/identities.ts";
import { environmentIdentity, environmentKey, hostsFile } from "../state-paths.ts";
import type { Held, Supervisor } from "./supervisor.ts";

/** An address at which a service is called: that of its name inside the environment, or the public one. Its id is the proxy's pointer. */
export interface Door {
  readonly id: string;
  readonly kind: "name" | "public";
}

/**
 * The doors of a service, the one that users knock at first. The declared port is part of their ids: when it changes, the outgoing doors
 * stay open until the outgoing version is pruned.
 */
export function doorsOf(environment: EnvironmentRecord, service: string, { port, public: isPublic }: Entry): readonly Door[] {
  if (port === undefined) return [];
  const id = (kind: Door["kind"]): Door => ({ kind, id: `${environmentKey(environment)}/${kind}:${port}/${service}` });
  return isPublic ? [id("public"), id("name")] : [id("name")];
}

/** Listens at the doors of a service; what is listened at already is only found. @throws SEA-5312 when its name's address is taken */
export async function openDoors({ proxy, save }: Supervisor, { record }: Held, service: string, entry: Entry): Promise<void> {
  if (entry.port === undefined) return;
  const known = record.names[service] !== undefined;
  const host = addressOf(record, service);
  if (!known) await Promise.all([save(), writeHostsFile(hostsFile(record), record)]);
  const identity = await identityFor(environmentIdentity(record));
  for (const { id, kind } of doorsOf(record, service, entry)) {
    if (kind === "name") {
      const admit = identity === undefined ? {} : { admitUid: identity.uid };
      await proxy.listen({ pointer: id, host, port: entry.port, nextFree: false, ...admit });
      continue;
    }
    const recorded = record.publicPorts[service];
    const wished = recorded?.declared === entry.port ? recorded.port : entry.port;
    const port = await proxy.listen({ pointer: id, host: "127.0.0.1", port: wished, nextFree: true });
    if (recorded?.declared === entry.port && recorded.port === port) continue;
    record.publicPorts[service] = { declared: entry.port, port };
    await save();
  }
}

/** Closes every door of a service but those of these entries. */
export async function closeDoors({ proxy }: Supervisor, { record }: Held, service: string, was: Entry, is?: Entry): Promise<void> {
  const open = new Set(is === undefined ? [] : doorsOf(record, service, is).map(({ id }) => id));
  for (const { id } of doorsOf(record, service, was)) if (!open.has(id)) await proxy.unlisten(id);
}
