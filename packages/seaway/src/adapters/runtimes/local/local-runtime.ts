import type {
  Drained,
  InstanceIdentity,
  ObservedRuntime,
  Place,
  Rollout,
  Runtime,
  Seen,
  ServiceVersion,
} from "../../../engine/ports/runtime.ts";
import type { SecretSource } from "../../../engine/ports/secret-source.ts";
import { ControlUnreachable } from "../../control/call-control.ts";
import { keyFile, runtimeState } from "../../folders.ts";
import type { WireRollout, WireService } from "./rollout/supervisor.ts";
import { askRuntime, callRuntime } from "./runtime-call.ts";
import { sealVersion } from "./sealed-version.ts";
import { readSnapshot } from "./snapshot/snapshot-file.ts";
import type { EnvironmentRecord } from "./snapshot/snapshot.ts";
import { environmentKey } from "./state-paths.ts";

export interface LocalRuntimeOptions {
  /** The project's id: two projects of one name on one machine are two. It takes the place of the name in everything that is kept. */
  readonly projectId: string;
  /** Settings lie sealed on the disk, under the project's key. */
  readonly seal: SecretSource["seal"];
}

/** The local runtime as the engine uses it: calls to the runtime's own process, which is started by whatever changes something. */
export function localRuntime({ projectId, seal }: LocalRuntimeOptions): Runtime {
  const wire = (rollout: Rollout): WireRollout => ({
    ...inProject(rollout),
    deployment: rollout.deployment,
    release: rollout.release,
    services: rollout.services.map(withoutSettings),
  });
  const inProject = ({ environment, fence }: Place): Place => ({ project: projectId, environment, fence });
  const recordOf = (place: Place): EnvironmentRecord | undefined =>
    readSnapshot(runtimeState()).environments[environmentKey(inProject(place))];
  return {
    async observe(place) {
      try {
        return (await askRuntime("observe", inProject(place))) as ObservedRuntime;
      } catch (error) {
        if (!(error instanceof ControlUnreachable)) throw error;
        // It asks instances by HTTP, and loading that takes 30 ms: only here, where the runtime can't do it for us.
        const { observeEnvironment } = await import("./observe-environment.ts");
        return observeEnvironment(recordOf(place), { answering: false, requests: { answered: 0, failed: 0 } });
      }
    },
    async command(place, service, argv) {
      const { oneOffCommand } = await import("./one-off-command.ts");
      return oneOffCommand(inProject(place), service, argv);
    },
    async start(rollout, service) {
      const version = await sealVersion(service, seal, keyFile(projectId));
      return (await callRuntime("start", { rollout: wire(rollout), version })) as readonly InstanceIdentity[];
    },
    async waitUntilReady(rollout, { service }, watch) {
      await callRuntime("ready", { rollout: wire(rollout), service }, watch);
    },
    async switchTo(rollout) {
      await callRuntime("switch", wire(rollout));
    },
    verify: async (rollout, watch) => (await callRuntime("verify", wire(rollout), watch)) as readonly Seen[],
    drain: async (rollout, watch) => (await callRuntime("drain", wire(rollout), watch)) as Drained,
    restore: async (rollout, watch) => (await callRuntime("restore", wire(rollout), watch)) as readonly Seen[],
    async prune(rollout, watch) {
      await callRuntime("prune", wire(rollout), watch);
    },
    async remove(place) {
      // No runtime is started for what none was ever told of.
      if (recordOf(place) === undefined) return;
      await callRuntime("remove", inProject(place));
    },
  };
}

function withoutSettings(service: ServiceVersion): WireService {
  const { settings: _settings, secrets: _secrets, ...open } = service;
  return open;
}
