import type { Place } from "../../../engine/ports/runtime.ts";
import type { ControlCall, ControlMethod } from "../../control/serve-control.ts";
import { addressOf } from "./addresses/loopback-address.ts";
import { writeHostsFile } from "./addresses/hosts-file.ts";
import { observeEnvironment } from "./observe-environment.ts";
import type { Resident } from "./residents.ts";
import type { SealedVersion } from "./snapshot/snapshot.ts";
import { environmentKey, hostsFile } from "./state-paths.ts";
import { doorsOf } from "./rollout/doors.ts";
import { drain } from "./rollout/drain.ts";
import { ensureResident, stopResident } from "./rollout/ensure-resident.ts";
import { prune } from "./rollout/prune.ts";
import { remove } from "./rollout/remove.ts";
import { restore } from "./rollout/restore.ts";
import { startService, waitUntilReady } from "./rollout/start-service.ts";
import { holdToChange, type Supervisor, type WireRollout } from "./rollout/supervisor.ts";
import { switchPointers } from "./rollout/switch-pointers.ts";
import { verifyRollout } from "./rollout/verify.ts";

/** What the runtime's process can be asked: method → its one parameter. Client (`local-runtime.ts`) and process agree on it here. */
export interface RuntimeCalls {
  readonly ping: null;
  readonly observe: Pick<Place, "project" | "environment">;
  readonly start: { readonly rollout: WireRollout; readonly version: SealedVersion };
  readonly ready: { readonly rollout: WireRollout; readonly service: string };
  readonly switch: WireRollout;
  readonly verify: WireRollout;
  readonly drain: WireRollout;
  readonly restore: WireRollout;
  readonly prune: WireRollout;
  readonly remove: Place;
  readonly ensureResident: { readonly place: Place; readonly resident: Resident };
  readonly stopResident: { readonly place: Place; readonly id: string };
  readonly address: { readonly place: Place; readonly name: string };
  readonly shutdown: null;
}

type Methods = { readonly [Name in keyof RuntimeCalls]: (params: RuntimeCalls[Name], call: ControlCall) => Promise<unknown> };

export interface RuntimeProcess {
  /** Ends the process and leaves everything that it keeps alive as it is. */
  readonly shutdown: () => void;
  /** An environment is gone; maybe it was the last. */
  readonly onRemoved: () => void;
}

export function runtimeMethods(supervisor: Supervisor, { shutdown, onRemoved }: RuntimeProcess): Readonly<Record<string, ControlMethod>> {
  const methods: Methods = {
    ping: () => Promise.resolve({ pid: process.pid, parentPid: process.ppid }),
    observe: (place) => {
      const record = supervisor.snapshot.environments[environmentKey(place)];
      return observeEnvironment(record, { answering: true, requests: requestsOf(supervisor, place) });
    },
    start: ({ rollout, version }) => startService(supervisor, rollout, version),
    ready: ({ rollout, service }, call) => waitUntilReady(supervisor, rollout, service, call),
    switch: (rollout) => switchPointers(supervisor, rollout),
    verify: async (rollout, { signal }) => verifyRollout(supervisor, await holdToChange(supervisor, rollout), rollout, signal),
    drain: async (rollout, { signal }) => drain(supervisor, await holdToChange(supervisor, rollout), rollout, signal),
    restore: async (rollout, { signal }) => restore(supervisor, await holdToChange(supervisor, rollout), rollout, signal),
    prune: async (rollout, { signal }) => prune(supervisor, await holdToChange(supervisor, rollout), rollout, signal),
    remove: async (place) => {
      if (supervisor.snapshot.environments[environmentKey(place)] === undefined) return;
      await remove(supervisor, await holdToChange(supervisor, place));
      onRemoved();
    },
    ensureResident: async ({ place, resident }) => ensureResident(supervisor, await holdToChange(supervisor, place), resident),
    stopResident: async ({ place, id }) => {
      if (supervisor.snapshot.environments[environmentKey(place)] === undefined) return;
      await stopResident(supervisor, await holdToChange(supervisor, place), id);
    },
    address: async ({ place, name }) => {
      const { record } = await holdToChange(supervisor, place);
      const known = record.names[name] !== undefined;
      const address = addressOf(record, name);
      if (!known) await Promise.all([supervisor.save(), writeHostsFile(hostsFile(record), record)]);
      return address;
    },
    shutdown: () => Promise.resolve(shutdown()),
  };
  return methods as unknown as Readonly<Record<string, ControlMethod>>;
}

/** What entry points answered and failed: the public doors; calls between services have the caller's own answer to show. */
function requestsOf({ snapshot, proxy }: Supervisor, place: RuntimeCalls["observe"]): { answered: number; failed: number } {
  const record = snapshot.environments[environmentKey(place)];
  const doors = Object.entries(record?.pointers ?? {}).flatMap(([service, { entry }]) => (record ? doorsOf(record, service, entry) : []));
  const counts = doors.filter(({ kind }) => kind === "public").map(({ id }) => proxy.counts(id));
  return counts.reduce((sum, { answered, failed }) => ({ answered: sum.answered + answered, failed: sum.failed + failed }), {
    answered: 0,
    failed: 0,
  });
}
