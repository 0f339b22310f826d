import type { PlannedStep } from "../../../model/plan.ts";
import type { EngineActs } from "../acts.ts";
import type { Outcome } from "../outcome.ts";

/** One try of a step. */
export type Attempt = (context: AttemptContext) => Promise<Outcome>;

export interface AttemptContext {
  readonly step: PlannedStep;
  readonly attempt: number;
  readonly acts: EngineActs;
  /** The same attempt under a narrower signal. */
  readonly within: (signal: AbortSignal) => AttemptContext;
  /** Begins the next attempt, in a folder of its own, and records that. */
  readonly next: (because: string) => Promise<AttemptContext>;
}

/** An ability that wraps an attempt and leaves its shape alone; absent, it costs nothing. */
export type Decorator<Options> = (attempt: Attempt, options: Options) => Attempt;
