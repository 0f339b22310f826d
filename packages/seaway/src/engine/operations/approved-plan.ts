import { failure } from "../../model/errors/failure.ts";
import type { PlanId } from "../../model/numbers.ts";
import type { Plan } from "../../model/plan.ts";
import { whatMoved } from "../plan/what-moved.ts";
import type { Store } from "../ports/store.ts";

/**
 * The plan that somebody looked at and named, for `up --plan`. What is carried out is that plan or nothing.
 * @param now the same plan, made from config and world at this moment
 * @throws SEA-8409 no such plan, SEA-8402 it is stale
 */
export async function approvedPlan(id: PlanId, now: Plan, store: Store): Promise<Plan> {
  const plan = await store.plan(id);
  if (plan === undefined) throw failure("SEA-8409", { plan: id });
  const moved = plan.verb === now.verb && plan.environment === now.environment ? whatMoved(plan, now) : [`it is for ${plan.environment}`];
  if (moved.length > 0) throw failure("SEA-8402", { plan: id, moved });
  return plan;
}
