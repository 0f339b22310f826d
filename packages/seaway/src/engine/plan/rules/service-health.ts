import type { ServiceDefinition } from "../../../model/definition.ts";
import type { Reason } from "../../../model/plan.ts";
import type { ObservedRuntime } from "../../ports/runtime.ts";

const RUNTIME_DOWN = "the local runtime is not running";

/** Whether nothing is wrong but the runtime: once it is there again, it takes in the instances that outlived it. */
export const isOnlyRuntime = (reasons: readonly Reason[]): boolean =>
  reasons.length > 0 && reasons.every(({ text }) => text === RUNTIME_DOWN);

/** Why what runs is not what was recorded, although nothing else is desired. All of these are drift. */
export function unwell({ name, replicas }: ServiceDefinition, runtime: ObservedRuntime): Reason[] {
  return findings().map((text) => ({ text, drift: true }));

  function findings(): string[] {
    const service = runtime.services.find((other) => other.service === name);
    const serving = service?.instances.filter((instance) => instance.serving) ?? [];
    const down = serving.filter(({ state }) => state === "gone" || state === "unhealthy");
    const causes = down.map(
      ({ instance, state, pid }) => `instance ${instance} is ${state === "gone" ? `gone (process ${pid} ended)` : "not healthy"}`,
    );
    if (!runtime.answering) causes.unshift(RUNTIME_DOWN);
    if (serving.length === 0) causes.push("nothing serves it");
    else if (serving.length < replicas) causes.push(`${serving.length} of ${replicas} instances are there`);
    return causes;
  }
}
