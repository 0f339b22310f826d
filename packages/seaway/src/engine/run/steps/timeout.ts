import { failure } from "../../../model/errors/failure.ts";
import { formatDuration } from "../../../std/duration.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Decorator } from "./attempt.ts";

export interface Timeout {
  readonly limitMs: number;
  readonly clock: Clock;
}

/** Ends an attempt at its limit. `retry` wraps this: each attempt has its own time. A late success is a success. */
export const timeout: Decorator<Timeout | undefined> = (attempt, options) =>
  options === undefined
    ? attempt
    : async (context) => {
        const { limitMs, clock } = options;
        const [deadline, ended] = [new AbortController(), new AbortController()];
        const expiry = clock.sleep(limitMs, ended.signal).then(
          () => deadline.abort(new Error("time limit")),
          () => undefined,
        );
        const outcome = await attempt(context.within(AbortSignal.any([context.acts.signal, deadline.signal])));
        ended.abort();
        await expiry;
        if (!deadline.signal.aborted || outcome.kind === "succeeded" || context.acts.signal.aborted) return outcome;
        const cause = outcome.kind === "failed" ? { others: [outcome.problem] } : {};
        return { kind: "failed", problem: failure("SEA-8408", { step: context.step.id, limit: formatDuration(limitMs) }, cause).problem };
      };
