import type { Action, Verb } from "../plan.ts";
import type { Problem } from "../problem.ts";
import type { Verdict } from "../release.ts";
import type { Stage } from "../stage.ts";
import type { WorldState } from "../world-state.ts";
import type { Holder, OutcomeKind } from "./run-event.ts";

/** How a run stands: the fold of its events. The command line, the server and the dashboard render this and nothing else. */
export interface RunView {
  /** Sequence number of the last event in it; 0: none. */
  readonly seq: number;
  readonly run: number;
  readonly plan: string;
  readonly project: string;
  readonly environment: string;
  readonly verb: Verb;
  readonly because: string;
  readonly state: "requested" | "waiting" | "running" | "cancelling" | OutcomeKind;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  /** Who holds the environment, while this run waits for it. */
  readonly waitingFor?: Holder;
  readonly takenOverFrom?: Holder;
  readonly resumed: number;
  /** In the plan's order. */
  readonly steps: readonly StepView[];
  readonly release?: number;
  readonly deployment?: number;
  readonly verdict?: Verdict;
  readonly exitCode?: number;
  readonly world?: WorldState;
  readonly problems: readonly Problem[];
}

export interface StepView {
  readonly id: string;
  readonly stage: Stage;
  readonly action: Action;
  readonly dependsOn: readonly string[];
  readonly state: "waiting" | "running" | OutcomeKind;
  readonly attempt: number;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  /** While it runs: what goes on; afterwards: what came of it. */
  readonly note?: string;
  readonly because?: string;
  readonly attention?: true;
  readonly problem?: Problem;
  readonly acts: readonly ActView[];
}

export interface ActView {
  readonly act: string;
  readonly token: string;
  readonly state: "intended" | "finished" | "failed";
  readonly intendedAtMs: number;
  readonly finishedAtMs?: number;
}
