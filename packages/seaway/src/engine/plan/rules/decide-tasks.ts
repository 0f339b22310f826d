import type { Change, Reason } from "../../../model/plan.ts";
import { mustHave } from "../../../std/must-have.ts";
import type { Rule } from "../draft.ts";
import { inputReasons } from "./input-reasons.ts";
import type { ObservedTask } from "../worlds.ts";

/** A task whose inputs have a whole result in the cache is not run; a miss names what differs. */
export const decideTasks: Rule = ({ graph, changes }, { provider, tasks }) => {
  for (const { id, family, kind, desired } of graph.vertices.values()) {
    if (family !== "task" || desired === undefined) continue;
    const task = mustHave(tasks.get(id), `inputs of ${id}`);
    const { stage } = mustHave(provider.tasks[kind], `kind ${kind}`);
    const change = { node: id, kind, stage, losesData: false, desired, key: task.key };
    const decided: Change = task.cached
      ? { ...change, action: "cached", reasons: [] }
      : { ...change, action: "run", reasons: missReasons(task) };
    changes.set(id, decided);
  }
};

/** The first one is what `why` quotes. */
function missReasons({ inputs, newest, damaged }: ObservedTask): Reason[] {
  if (newest === undefined) return [{ text: "never built here" }];
  return damaged ? [{ text: "its result is damaged or gone", drift: true }] : inputReasons(newest.inputs, inputs);
}
