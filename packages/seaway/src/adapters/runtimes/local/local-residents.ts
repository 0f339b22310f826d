import type { Place } from "../../../engine/ports/runtime.ts";
import { isAlive, type ProcessIdentity } from "../../connections/local/process-identity.ts";
import { runtimeState } from "../../folders.ts";
import type { Residents } from "./residents.ts";
import { callRuntime } from "./runtime-call.ts";
import { readSnapshot } from "./snapshot/snapshot-file.ts";
import type { EnvironmentRecord } from "./snapshot/snapshot.ts";
import { environmentKey, residentLog } from "./state-paths.ts";

/** @param projectId takes the place of the project's name, as in `localRuntime` */
export function localResidents({ projectId }: { readonly projectId: string }): Residents {
  const inProject = ({ environment, fence }: Place): Place => ({ project: projectId, environment, fence });
  const recordOf = (environment: string): EnvironmentRecord | undefined =>
    readSnapshot(runtimeState()).environments[environmentKey({ project: projectId, environment })];
  return {
    ensure: async (place, resident) => (await callRuntime("ensureResident", { place: inProject(place), resident })) as ProcessIdentity,
    stop: async (place, id) => {
      // No runtime is started for what none was ever told of.
      if (recordOf(place.environment)?.residents[id] === undefined) return;
      await callRuntime("stopResident", { place: inProject(place), id });
    },
    observe: async ({ environment }, id) => {
      const of = { project: projectId, environment };
      const record = recordOf(environment)?.residents[id];
      if (record === undefined) return undefined;
      const { identity, restarts } = record;
      const running = identity !== undefined && isAlive(identity);
      return { running, restarts, log: residentLog(of, id), ...(identity === undefined ? {} : { identity }) };
    },
    address: async (place, name) => (await callRuntime("address", { place: inProject(place), name })) as string,
  };
}
