import type { Change, Reason } from "../../../model/plan.ts";
import { mustHave } from "../../../std/must-have.ts";
import type { Rule } from "../draft.ts";
import type { PlanNode, Worlds } from "../worlds.ts";

/** Asks each resource's kind for its differences; every change gets its reason here. */
export const decideResources: Rule = ({ graph, changes }, worlds) => {
  for (const node of graph.vertices.values()) {
    if (node.family === "resource") changes.set(node.id, decide(node, worlds));
  }
};

function decide(node: PlanNode, worlds: Worlds): Change {
  const kind = mustHave(worlds.provider.resources[node.kind], `kind ${node.kind}`);
  const recorded = worlds.recorded.get(node.id);
  const observed = worlds.observed.get(node.id);
  const at = { node: node.id, kind: node.kind, stage: kind.stage, losesData: false };
  const holds = observed?.holds === undefined ? {} : { holds: observed.holds };

  if (node.desired === undefined) {
    const text = worlds.verb === "destroy" ? `${worlds.environment} is taken away` : "the config no longer names it";
    return { ...at, ...holds, action: "destroy", reasons: [{ text }], losesData: kind.holdsData && observed !== undefined };
  }
  const create = (reason: Reason): Change => ({ ...at, action: "create", reasons: [reason], desired: node.desired as never });
  if (recorded === undefined) return create({ text: "not there yet" });
  if (recorded.unfinished) return create({ text: `its creation was not finished (run #${recorded.run})` });
  if (observed === undefined) return create({ text: "it is gone: removed outside Seaway", drift: true });

  const differences = kind.diff(node.desired, recorded.props, observed);
  if (differences.length === 0) return { ...at, ...holds, action: "same", reasons: [], desired: node.desired };
  const recreated = differences.find(({ by }) => by === "recreate" || kind.update === undefined);
  return {
    ...at,
    ...holds,
    action: recreated ? "recreate" : "update",
    reasons: differences.map(({ reason }) => reason),
    losesData: recreated !== undefined && kind.holdsData,
    ...(recreated?.instead === undefined ? {} : { instead: recreated.instead }),
    desired: node.desired,
  };
}
