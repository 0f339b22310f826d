import type { Rule } from "../draft.ts";

/**
 * What holds data is deleted or recreated only when it is named. Unnamed, a node that is no longer desired stays; a node that would
 * have to be recreated blocks the plan, because leaving it as it is would be another plan than the one that was asked for.
 */
export const protectData: Rule = ({ changes, needsDecision, kept }, { allowDestroy }) => {
  for (const [id, change] of changes) {
    if (!change.losesData || allowDestroy.has(id)) continue;
    if (change.action === "destroy") {
      kept.push(id);
      changes.set(id, { ...change, action: "same" });
    } else {
      needsDecision.push(id);
    }
  }
};
