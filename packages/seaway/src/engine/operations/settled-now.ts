import type { Deployment } from "../../model/release.ts";
import type { ObservedRuntime } from "../ports/runtime.ts";

/** The deployment that a runtime has seen settle, with that moment, when its record does not say so yet. */
export function settledNow(deployments: readonly Deployment[], { settled }: Pick<ObservedRuntime, "settled">): Deployment | undefined {
  const found = deployments.find(({ number, verdict }) => number === settled?.deployment && verdict === "live");
  return settled === undefined || found === undefined || found.settledAtMs !== undefined
    ? undefined
    : { ...found, settledAtMs: settled.atMs };
}
