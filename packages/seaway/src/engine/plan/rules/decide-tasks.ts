import type { Change, Reason } from "../../../model/plan.ts";
import { mustHave } from "../../../std/must-have.ts";
import type { Rule } from "../draft.ts";
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

/** At most three inputs by name, then how many more: the first one is what `why` quotes. */
function missReasons({ inputs, newest, damaged }: ObservedTask): Reason[] {
  if (newest === undefined) return [{ text: "never built here" }];
  if (damaged) return [{ text: "its result is damaged or gone", drift: true }];
  const differing = differingInputs(newest.inputs, inputs);
  const named = differing.slice(0, 3).map((text): Reason => ({ text }));
  return differing.length > 3 ? [...named, { text: `and ${differing.length - 3} more` }] : named;
}

/** `backend/app.py changed`, `requirements.txt is new`: one clause for each input that differs. */
export function differingInputs(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted();
  return names.flatMap((name) => {
    if (before[name] === now[name]) return [];
    const shown = name.replace(/^file /, "");
    return [before[name] === undefined ? `${shown} is new` : now[name] === undefined ? `${shown} was removed` : `${shown} changed`];
  });
}
