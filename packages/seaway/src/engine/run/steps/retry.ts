import type { Problem } from "../../../model/problem.ts";
import type { Decorator } from "./attempt.ts";

export interface Retry {
  /** How many attempts may follow the first one. */
  readonly times: number;
  /** Which failures another attempt may mend. */
  readonly when: (problem: Problem) => boolean;
}

/** Tries again while the failure is one that may pass. Each attempt is kept, with its own folder and log. */
export const retry: Decorator<Retry | undefined> = (attempt, options) =>
  options === undefined
    ? attempt
    : async (first) => {
        let context = first;
        for (let left = options.times; ; left--) {
          const outcome = await attempt(context);
          if (outcome.kind !== "failed" || left === 0 || !options.when(outcome.problem)) return outcome;
          context = await context.next(outcome.problem.sentence);
        }
      };
