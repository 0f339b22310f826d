import { emptyView, fold } from "../../../../src/model/events/fold.ts";
import type { NumberedEvent, RunEvent } from "../../../../src/model/events/run-event.ts";
import type { RunView } from "../../../../src/model/events/run-view.ts";
import type { PlannedStep } from "../../../../src/model/plan.ts";
import type { Problem } from "../../../../src/model/problem.ts";

const steps: readonly PlannedStep[] = [
  { id: "database.users", stage: "provision", action: "create", dependsOn: [] },
  { id: "build.backend", stage: "build", action: "run", dependsOn: [] },
  { id: "build.frontend", stage: "build", action: "run", dependsOn: [] },
  { id: "rollout", stage: "rollout", action: "create", dependsOn: ["database.users", "build.backend", "build.frontend"] },
];

type Unnumbered = Omit<RunEvent, "atMs"> & { readonly atMs?: number };

/** A run as a list of events, each with the second at which it happened. */
export const story = (...told: readonly (readonly [second: number, event: Unnumbered])[]): readonly NumberedEvent[] =>
  told.map(([second, event], index) => ({ ...event, atMs: second * 1_000, seq: index + 1 }) as NumberedEvent);

/** Each event with the view that it led to. */
export function unfolded(events: readonly NumberedEvent[]): readonly (readonly [NumberedEvent, RunView])[] {
  let view = emptyView;
  return events.map((event) => [event, (view = fold(view, event))] as const);
}

export const began: Unnumbered = {
  type: "run.started",
  run: 126,
  plan: "p-81d0",
  project: "users",
  environment: "local",
  verb: "up",
  because: "seaway up",
  steps,
} as Unnumbered;

export const started = (step: string): Unnumbered => ({ type: "step.started", step, attempt: 1 }) as Unnumbered;
export const progressed = (step: string, note: string): Unnumbered => ({ type: "step.progressed", step, note }) as Unnumbered;
export const succeeded = (step: string, note: string): Unnumbered =>
  ({ type: "step.finished", step, outcome: "succeeded", note }) as Unnumbered;
export const cached = (step: string, note: string): Unnumbered => ({ type: "step.finished", step, outcome: "cached", note }) as Unnumbered;
export const skipped = (step: string): Unnumbered => ({ type: "step.finished", step, outcome: "skipped" }) as Unnumbered;
export const failed = (step: string, problem: Problem): Unnumbered =>
  ({ type: "step.finished", step, outcome: "failed", problem }) as Unnumbered;

export const importError: Problem = {
  code: "SEA-5301",
  sentence: "backend of r2 crashes on start",
  where: "run #126 › rollout › backend-2-1 (exit 3)",
  log: ['  File "backend/app.py", line 3, in <module>', "ModuleNotFoundError: No module named 'flusk'"],
  remedy: "read the cause, correct it, then seaway up",
  more: "seaway logs backend --run 126",
};

export const goodRun = story(
  [0, began],
  [0, started("database.users")],
  [0, started("build.backend")],
  [0, started("build.frontend")],
  [4, progressed("database.users", "schema.sql")],
  [6, cached("build.frontend", "sha256:77aa01e2")],
  [7, succeeded("database.users", "users created, 2 files of SQL")],
  [9, succeeded("build.backend", "sha256:b80e17f2")],
  [9, started("rollout")],
  [11, succeeded("rollout", "r1 as d-1: 2 of 2 services seen serving")],
  [
    12,
    {
      type: "run.finished",
      outcome: "succeeded",
      exitCode: 0,
      problems: [],
      world: {
        environment: "local",
        serving: 1,
        instances: { healthy: 2, wanted: 2 },
        failedRequests: 0,
        seen: "verified",
        urls: ["http://127.0.0.1:5000"],
      },
    } as Unnumbered,
  ],
);

export const badRun = story(
  [0, began],
  [0, started("database.users")],
  [1, started("build.backend")],
  [1, cached("build.frontend", "sha256:77aa01e2")],
  [2, succeeded("database.users", "its server runs again")],
  [3, succeeded("build.backend", "sha256:b80e17f2")],
  [3, started("rollout")],
  [8, failed("rollout", importError)],
  [
    9,
    {
      type: "run.finished",
      outcome: "failed",
      exitCode: 25,
      problems: [importError],
      world: { environment: "local", serving: 1, before: 1, instances: { healthy: 2, wanted: 2 }, failedRequests: 0, urls: [] },
    } as Unnumbered,
  ],
);
