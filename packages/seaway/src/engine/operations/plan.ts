import type { Plan } from "../../model/plan.ts";
import { stableJson } from "../../std/stable-json.ts";
import { makePlan } from "../plan/make-plan.ts";
import { observe, type PlanRequest } from "../plan/observe.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Reads the world, decides what to do, and keeps the plan under its id, so that `up --plan` can carry out exactly this one.
 * Changes nothing but the store.
 */
export async function plan(request: PlanRequest, ports: Ports): Promise<Plan> {
  const made = await preview(request, ports);
  const { id, taken } = await idOf(made, ports);
  const kept = { ...made, id };
  // Looked at twice, it need not wait for the disk twice.
  if (taken === undefined || !isSame(taken, kept)) await ports.store.write({ plan: kept });
  return kept;
}

/** But for the moment at which they were made. */
const isSame = (one: Plan, other: Plan): boolean => stableJson({ ...one, madeAtMs: 0 }) === stableJson({ ...other, madeAtMs: 0 });

/** The same plan, kept nowhere: what a run compares its approved plan with. */
export async function preview(request: PlanRequest, ports: Ports): Promise<Plan> {
  return makePlan(await observe(request, ports), ports.clock.now());
}

/** As many digits of the fingerprint as no other plan has, at least four. `taken`: the plan of this fingerprint that is there already. */
async function idOf({ fingerprint }: Plan, { store }: Ports): Promise<{ readonly id: string; readonly taken: Plan | undefined }> {
  for (let digits = 4; ; digits++) {
    const id = `p-${fingerprint.slice(0, digits)}`;
    const taken = await store.plan(id);
    if (taken === undefined || taken.fingerprint === fingerprint) return { id, taken };
  }
}
