import { hasWork, type Plan } from "../../../model/plan.ts";
import type { NextLine } from "./next.ts";
import type { PlanFacts } from "./plan.ts";

/** What may follow a plan. A plan that loses data leads back to the config first. */
export function planNext(plan: Plan, facts: PlanFacts): readonly NextLine[] {
  const flag = facts.defaulted ? "" : ` -e ${plan.environment}`;
  if (plan.verb === "destroy") return hasWork(plan) ? [{ name: "next", text: `seaway destroy -e ${plan.environment}` }] : [];
  const undecided = plan.changes.filter(({ node }) => plan.needsDecision.includes(node));
  if (undecided.length > 0) {
    const safe = undecided.find(({ instead }) => instead !== undefined);
    const position = safe?.reasons.find((reason) => reason.position)?.position;
    const where = position ? ` (${position.file}:${position.line})` : "";
    const costs = undecided.map(({ node, holds }) => holds ?? node).join(", ");
    const names = undecided.map(({ node }) => `--allow-destroy ${node}`).join(" ");
    const back: NextLine = {
      name: "next",
      text: safe ? `${safe.instead}${where}, then plan again` : "put back what the config no longer says, then plan again",
    };
    return [back, { name: "or", text: `seaway up --plan ${plan.id} ${names}   (loses ${costs})` }];
  }
  if (!hasWork(plan)) return [{ name: "next", text: `seaway status${flag}` }];
  return [{ name: "next", text: `seaway up${flag} --plan ${plan.id}` }];
}
