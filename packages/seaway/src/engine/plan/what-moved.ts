import type { Change, Plan } from "../../model/plan.ts";
import { stableJson } from "../../std/stable-json.ts";

/** One clause for each node on which an approved plan and the same plan made now disagree; empty: the plan still holds. */
export function whatMoved(approved: Plan, now: Plan): string[] {
  if (approved.fingerprint === now.fingerprint) return [];
  const before = new Map(approved.changes.map((change) => [change.node, change]));
  const after = new Map(now.changes.map((change) => [change.node, change]));
  const moved = [...new Set([...before.keys(), ...after.keys()])].flatMap((node) => clause(node, before.get(node), after.get(node)));
  return moved.length > 0 ? moved : ["the config changed"];
}

function clause(node: string, before: Change | undefined, now: Change | undefined): string[] {
  if (before === undefined) return [`${node} is new in the config`];
  if (now === undefined) return [`${node} is there no more`];
  if (stableJson(before.desired ?? null) !== stableJson(now.desired ?? null)) return [`${node}: the config changed${because(now)}`];
  if (before.action !== now.action) return [`${node}: was to ${before.action}, now ${now.action}${because(now)}`];
  return before.key === now.key ? [] : [`${node}: its sources changed${because(now)}`];
}

const because = ({ reasons }: Change): string => (reasons[0] ? `, because ${reasons[0].text}` : "");
