import type { ServiceDefinition } from "../../../model/definition.ts";
import type { Reason } from "../../../model/plan.ts";
import type { ObservedRuntime } from "../../ports/runtime.ts";

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
    if (!runtime.answering) causes.unshift("the local runtime is not running");
    if (serving.length === 0) causes.push("nothing serves it");
    else if (serving.length < replicas) causes.push(`${serving.length} of ${replicas} instances are there`);
    return causes;
  }
}
