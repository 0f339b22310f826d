import type { Json } from "../../std/json.ts";
import type { DeploymentNumber, ReleaseNumber, RunNumber } from "../numbers.ts";
import type { PlannedStep, Verb } from "../plan.ts";
import type { Problem } from "../problem.ts";
import type { Verdict } from "../release.ts";
import type { WorldState } from "../world-state.ts";

/** How a step or a run ended. `cached` is a success that needed no work; `skipped` lay behind a failure or a cancel. */
export type OutcomeKind = "succeeded" | "cached" | "failed" | "cancelled" | "skipped";

/** Who holds an environment's lock, and because of what. */
export interface Holder {
  readonly run: RunNumber;
  readonly user: string;
  readonly machine: string;
  readonly sinceMs: number;
  /** `seaway up`, a push, a schedule: why that run exists. */
  readonly because: string;
  /** Its engine's process: pid, start ticks and boot id, by which this machine knows whether it lives. */
  readonly engine?: { readonly pid: number; readonly startTicks: number; readonly bootId: string };
}

/** What happened in a run, in the past tense; never how to show it. The log of a run is the list of these. */
export type RunEvent = { readonly atMs: number } & (
  | {
      readonly type: "run.started";
      readonly run: RunNumber;
      readonly plan: string;
      readonly project: string;
      readonly environment: string;
      readonly verb: Verb;
      readonly because: string;
      readonly steps: readonly PlannedStep[];
    }
  | { readonly type: "run.waiting"; readonly holder: Holder }
  | {
      readonly type: "run.locked";
      readonly fence: number;
      readonly takenOverFrom?: Holder;
      /**
       * How the world stood before the first act: what served, and how many requests entry points had failed; where nothing listened,
       * the addresses at which it should.
       */
      readonly before: { readonly serving?: number; readonly failedRequests?: number; readonly urls?: WorldState["urls"] };
    }
  /** A new engine goes on where a dead one stopped. */
  | { readonly type: "run.resumed" }
  | { readonly type: "run.cancelling"; readonly by: string }
  | { readonly type: "step.started"; readonly step: string; readonly attempt: number; readonly because?: string }
  /** A clock or a counter for people: `ready 1 of 2`. */
  | { readonly type: "step.progressed"; readonly step: string; readonly note: string }
  /** Durable before the act: whoever resumes finds the same token, by which the world knows whether it was done. */
  | { readonly type: "act.intended"; readonly step: string; readonly act: string; readonly token: string }
  | { readonly type: "act.finished"; readonly step: string; readonly act: string; readonly outputs: Json }
  | { readonly type: "act.failed"; readonly step: string; readonly act: string; readonly problem: Problem }
  | {
      readonly type: "step.finished";
      readonly step: string;
      readonly outcome: OutcomeKind;
      /** One clause for people: `users created, 2 files of SQL`. */
      readonly note?: string;
      /** It went well, and somebody should look at it even so: a test is proven to be flaky. */
      readonly attention?: true;
      readonly problem?: Problem;
    }
  | { readonly type: "release.made"; readonly release: ReleaseNumber }
  | { readonly type: "deployment.opened"; readonly deployment: DeploymentNumber; readonly release: ReleaseNumber }
  | { readonly type: "deployment.closed"; readonly deployment: DeploymentNumber; readonly verdict: Verdict }
  | {
      readonly type: "run.finished";
      readonly outcome: OutcomeKind;
      readonly exitCode: number;
      readonly world: WorldState;
      readonly problems: readonly Problem[];
    }
);

/** An event with its place in the run's log; numbers rise by one from 1. */
export type NumberedEvent = RunEvent & { readonly seq: number };
