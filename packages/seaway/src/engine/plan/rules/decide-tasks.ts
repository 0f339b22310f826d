import type { Change, Reason } from "../../../model/plan.ts";
import type { Stage } from "../../../model/stage.ts";
import { mustHave } from "../../../std/must-have.ts";
import type { Draft, Rule } from "../draft.ts";
import { nameOf } from "../settings.ts";
import { inputReasons } from "./input-reasons.ts";
import type { ObservedTask } from "../worlds.ts";

/** A task whose inputs have a whole result in the cache is not run; a miss names what differs. */
export const decideTasks: Rule = ({ graph, changes }, { provider, tasks, selection }) => {
  for (const { id, family, kind, desired, keyedBy = [] } of graph.vertices.values()) {
    if (family !== "task" || desired === undefined) continue;
    const task = mustHave(tasks.get(id), `inputs of ${id}`);
    const { stage } = mustHave(provider.tasks[kind], `kind ${kind}`);
    const change = { node: id, kind, stage, losesData: false, desired, key: task.key, ...(keyedBy.length === 0 ? {} : { keyedBy }) };
    const asked = stage === "test" ? selection?.only[nameOf(id)] : undefined;
    const decided: Change = asked
      ? { ...change, action: "run", reasons: [{ text: `asked for: ${asked.join(" ")}` }] }
      : task.cached
        ? { ...change, action: "cached", reasons: [] }
        : { ...change, action: "run", reasons: missReasons(task, stage).map(atItsRoot(changes)) };
    changes.set(id, decided);
  }
};

/** A task that is made anew because another one is says what changed there: `build.backend: backend/app.py changed`. */
const atItsRoot =
  (changes: Draft["changes"]) =>
  (reason: Reason): Reason => {
    const node = /^(\S+) changed$/.exec(reason.text)?.[1];
    const root = node === undefined ? undefined : changes.get(node)?.reasons[0];
    return root === undefined ? reason : { ...reason, text: `${node}: ${root.text}` };
  };

/** The first one is what `why` quotes. */
function missReasons({ inputs, newest, damaged }: ObservedTask, stage: Stage): Reason[] {
  if (newest === undefined) return [{ text: stage === "test" ? "never tested here" : "never built here" }];
  return damaged ? [{ text: "its result is damaged or gone", drift: true }] : inputReasons(newest.inputs, inputs);
}
