import { setTimeout as sleep } from "node:timers/promises";
import { failure } from "../../../../model/errors/failure.ts";
import { deploymentLabel } from "../../../../model/numbers.ts";
import type { Seen } from "../../../../engine/ports/runtime.ts";
import { isReadyStatus, readinessRequest } from "../instances/ask-instance.ts";
import type { Probed } from "../proxy/proxy.ts";
import type { Pointer } from "../snapshot/snapshot.ts";
import { doorsOf } from "./doors.ts";
import type { Held, Supervisor, WireRollout } from "./supervisor.ts";

/** @source rules-rollout 7: 10 s of trying every 250 ms */
const TRY_FOR_MS = 10_000;
const TRY_EVERY_MS = 250;
const ANSWER_WITHIN_MS = 5_000;

/** The next version of every service of a rollout, and nothing else in its place. @throws SEA-5302 */
export async function verifyRollout(
  supervisor: Supervisor,
  held: Held,
  { services, deployment }: WireRollout,
  signal: AbortSignal,
): Promise<readonly Seen[]> {
  for (const { service } of services) {
    // Taken back, or never switched: what answers there is another version, however well.
    const led = held.record.pointers[service]?.deployment;
    if (led === deployment) continue;
    const answer = led === undefined ? "leads nowhere" : `leads to ${deploymentLabel(led)}`;
    throw failure("SEA-5302", { service, request: "its entry point", answer }, { where: service, more: `seaway logs ${service}` });
  }
  return verify(
    supervisor,
    held,
    services.map(({ service }) => service),
    signal,
  );
}

/** Each of these services is seen at its real entry point, answered by an instance that its pointer names. Workers have none. @throws SEA-5302 */
export async function verify(
  supervisor: Supervisor,
  held: Held,
  services: readonly string[],
  signal: AbortSignal,
): Promise<readonly Seen[]> {
  const seen = await Promise.all(
    services.flatMap((service) => {
      const pointer = held.record.pointers[service];
      return pointer === undefined ? [] : [see(supervisor, held, service, pointer, signal)];
    }),
  );
  return seen.filter((one) => one !== undefined);
}

async function see(
  { proxy, now }: Supervisor,
  { record }: Held,
  service: string,
  pointer: Pointer,
  signal: AbortSignal,
): Promise<Seen | undefined> {
  const { entry, instances } = pointer;
  const door = doorsOf(record, service, entry)[0];
  if (door === undefined) return undefined;
  const asked = readinessRequest(entry);
  const address = door.kind === "public" ? `127.0.0.1:${record.publicPorts[service]?.port}` : `${service}:${entry.port}`;
  const request = `${asked.method} http://${address}${asked.path}`;
  const deadline = now() + TRY_FOR_MS;
  for (;;) {
    signal.throwIfAborted();
    const probed = await proxy.probe(door.id, { ...asked, timeoutMs: ANSWER_WITHIN_MS });
    if (probed.kind === "answered" && instances.includes(probed.instance) && isReadyStatus(entry, probed.status)) {
      return {
        service,
        as: entry.health === undefined ? "reached" : "verified",
        instance: probed.instance,
        request,
        status: probed.status,
      };
    }
    if (now() + TRY_EVERY_MS >= deadline) {
      throw failure("SEA-5302", { service, request, answer: inWords(probed) }, { where: service, more: `seaway logs ${service}` });
    }
    await sleep(TRY_EVERY_MS, undefined, { signal });
  }
}

const inWords = (probed: Probed): string =>
  probed.kind === "answered" ? `answered ${probed.status}, by ${probed.instance}` : `failed: ${probed.message}`;
