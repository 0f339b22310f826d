import type { Json } from "../../std/json.ts";
import { toProblem } from "../../model/errors/failure.ts";
import type { Acts } from "../ports/provider.ts";
import type { Batch } from "../ports/store.ts";
import type { Journal, Reported } from "./journal.ts";
import type { ActProgress } from "./progress.ts";

/** Acts of the engine itself. */
export interface EngineActs extends Acts {
  /** Which try of its step this is, from 1. */
  readonly attempt: number;
  /** What an act of this attempt came to that an earlier engine has finished; undefined: none has. */
  finished(name: string): Json | undefined;
  /**
   * An act on the store alone: its result, its events and whatever else it writes become durable in one write, so it needs no intent.
   * `prepare` changes nothing (a number that it allocates and a kill wastes is a gap, and gaps mean nothing).
   */
  record<Result>(name: string, prepare: () => Promise<Recording<Result>>): Promise<Result>;
}

export interface Recording<Result> {
  readonly result: Result;
  readonly events: readonly Reported[];
  readonly batch: Batch;
}

export interface ActsProps {
  readonly step: string;
  readonly attempt: number;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly journal: Journal;
  readonly newToken: () => string;
  /** Acts of this attempt that a killed engine left behind. */
  readonly past: ReadonlyMap<string, ActProgress>;
}

/** The acts of one attempt. Between "intended" and "finished" lies the only moment that a resumed run has to ask the world about. */
export function actsOf({ step, attempt, folder, signal, journal, newToken, past }: ActsProps): EngineActs {
  return {
    attempt,
    folder,
    signal,
    progress: (note) => {
      journal.report([{ type: "step.progressed", step, note }]);
    },
    finished: (name) => {
      const known = past.get(name);
      return known?.state === "finished" ? known.outputs : undefined;
    },
    record: async <Result>(name: string, prepare: () => Promise<Recording<Result>>): Promise<Result> => {
      const known = past.get(name);
      if (known?.state === "finished") return known.outputs as Result;
      const { result, events, batch } = await prepare();
      const token = newToken();
      const outputs = result as Json;
      await journal.append(
        [{ type: "act.intended", step, act: name, token }, ...events, { type: "act.finished", step, act: name, outputs }],
        batch,
      );
      return result;
    },
    act: async <Result>(name: string, perform: (token: string) => Promise<Result>): Promise<Result> => {
      const known = past.get(name);
      if (known?.state === "finished") return known.outputs as Result;
      const token = known?.token ?? newToken();
      if (known === undefined) await journal.append([{ type: "act.intended", step, act: name, token }]);
      let outputs: Result;
      try {
        outputs = await perform(token);
      } catch (cause) {
        journal.report([{ type: "act.failed", step, act: name, problem: toProblem(cause) }]);
        throw cause;
      }
      // Durable before the next act's intent or the step's end: until then a kill finds an intent, and asks the world by its token.
      journal.report([{ type: "act.finished", step, act: name, outputs: outputs as Json }]);
      return outputs;
    },
  };
}
