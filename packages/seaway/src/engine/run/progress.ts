import type { Json } from "../../std/json.ts";
import type { NumberedEvent, OutcomeKind } from "../../model/events/run-event.ts";

/** How far a run had come when its engine died, from its events: what is finished is not repeated. */
export type Progress = ReadonlyMap<string, StepProgress>;

export interface StepProgress {
  readonly attempt: number;
  /** Absent: it was under way. */
  readonly outcome?: OutcomeKind;
  /** Acts of the last attempt, by name. */
  readonly acts: ReadonlyMap<string, ActProgress>;
}

export type ActProgress =
  | { readonly state: "intended"; readonly token: string }
  | { readonly state: "finished"; readonly token: string; readonly outputs: Json }
  | { readonly state: "failed"; readonly token: string };

export function progressOf(events: readonly NumberedEvent[]): Progress {
  const steps = new Map<string, { attempt: number; outcome?: OutcomeKind; acts: Map<string, ActProgress> }>();
  for (const event of events) {
    if (event.type === "step.started") {
      steps.set(event.step, { attempt: event.attempt, acts: new Map() });
    } else if (event.type === "step.finished") {
      const step = steps.get(event.step) ?? { attempt: 0, acts: new Map() };
      steps.set(event.step, { ...step, outcome: event.outcome });
    } else if (event.type === "act.intended") {
      steps.get(event.step)?.acts.set(event.act, { state: "intended", token: event.token });
    } else if (event.type === "act.finished" || event.type === "act.failed") {
      const acts = steps.get(event.step)?.acts;
      const token = acts?.get(event.act)?.token ?? "";
      acts?.set(
        event.act,
        event.type === "act.finished" ? { state: "finished", token, outputs: event.outputs } : { state: "failed", token },
      );
    }
  }
  return steps;
}
