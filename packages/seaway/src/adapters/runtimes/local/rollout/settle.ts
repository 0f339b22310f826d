import { environmentKey } from "../state-paths.ts";
import type { Held, Supervisor } from "./supervisor.ts";

/** @source rules-rollout 1: nothing was started again for 10 s */
const CALM_MS = 10_000;
const LOOK_AGAIN_MS = 500;

/**
 * Watches what a rollout left behind, until the outgoing version is gone and no serving instance was started for ten seconds. A later
 * rollout ends the watch of the one before; a restart of the runtime goes on with it.
 */
export function watchSettling(supervisor: Supervisor, held: Held): void {
  const { record, instances } = held;
  const deployment = record.settling?.deployment;
  look();

  function look(): void {
    const { settling } = record;
    if (settling === undefined || settling.deployment !== deployment) return;
    if (supervisor.snapshot.environments[environmentKey(record)] !== record) return;
    const pointed = Object.values(record.pointers).flatMap((pointer) => pointer.instances.flatMap((name) => instances.get(name) ?? []));
    const sinceMs = Math.max(settling.sinceMs, ...pointed.map((instance) => instance.record.sinceMs));
    const leftMs = sinceMs + CALM_MS - supervisor.now();
    if (leftMs > 0 || !pointed.every((instance) => instance.isUp())) {
      setTimeout(look, Math.max(leftMs, LOOK_AGAIN_MS)).unref();
      return;
    }
    delete record.settling;
    record.settled = { deployment: settling.deployment, atMs: supervisor.now() };
    void supervisor.save().catch(() => undefined);
  }
}
