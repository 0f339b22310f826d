import type { OutcomeKind } from "../../model/events/run-event.ts";
import type { PlannedStep } from "../../model/plan.ts";
import type { Verdict } from "../../model/release.ts";
import type { Stage } from "../../model/stage.ts";

const BY_STAGE: Readonly<Record<Exclude<Stage, "rollout">, number>> = { provision: 20, configure: 21, build: 22, test: 23, publish: 24 };
const BY_VERDICT: Readonly<Record<Verdict, number>> = { live: 0, refused: 6, contained: 25, degraded: 26, failed: 27 };

/** The exit code of a run: that of its first failed stage; a failed rollout tells by its verdict what serves now. */
export function exitCodeOf(
  steps: readonly PlannedStep[],
  outcomes: ReadonlyMap<string, OutcomeKind>,
  verdict: Verdict | undefined,
): number {
  const failed = steps.filter(({ id }) => outcomes.get(id) === "failed").map(({ stage }) => stage);
  const [first] = failed.filter((stage) => stage !== "rollout");
  if (first !== undefined) return BY_STAGE[first];
  if (failed.length > 0) return verdict === undefined || verdict === "live" ? 1 : BY_VERDICT[verdict];
  return [...outcomes.values()].every((outcome) => outcome === "succeeded" || outcome === "cached") ? 0 : 130;
}
