import { failure } from "../../model/errors/failure.ts";
import type { RunNumber } from "../../model/numbers.ts";
import type { Plan } from "../../model/plan.ts";
import type { Ports } from "../ports/ports.ts";

export interface RunRequest {
  /** Why this run exists, for those who wait for it: `seaway up`. */
  readonly because: string;
  readonly allowDestroy: readonly string[];
  /** Absolute folder of the project. */
  readonly folder: string;
  readonly lockTimeoutMs: number;
}

/**
 * Gives an approved plan a run. Carrying it out is the engine's process; from here on nothing of it is lost.
 * @throws SEA-8406 when something would lose data and was not named, SEA-7110 when a secret is missing.
 */
export async function requestRun(plan: Plan, request: RunRequest, { store, user, clock }: Ports): Promise<RunNumber> {
  const unnamed = plan.needsDecision.filter((node) => !request.allowDestroy.includes(node));
  if (unnamed.length > 0) throw failure("SEA-8406", { nodes: unnamed });
  const [missing] = plan.missingSecrets;
  if (missing) throw failure("SEA-7110", { ...missing, environment: plan.environment });
  const { environment, verb, id } = plan;
  const number = await store.allocate("run");
  await store.write({ plan, run: { number, environment, plan: id, verb, user, requestedAtMs: clock.now(), ...request } });
  return number;
}
