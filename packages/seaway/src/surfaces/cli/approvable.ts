import { approvedPlan } from "../../engine/operations/approved-plan.ts";
import type { Flags } from "./invocation.ts";
import { makePlan, type MadePlan } from "./make-plan.ts";
import type { OpenEnvironment } from "./open-environment.ts";
import type { Io } from "./terminal/io.ts";

/** The plan that is going to be approved: the given one, or a new one, made again once the secrets that it lacks are there. */
export async function approvable(open: OpenEnvironment, flags: Flags, io: Io): Promise<MadePlan> {
  const allowDestroy = flags.texts("allow-destroy");
  const made = await makePlan(open, "up", allowDestroy, io);
  const id = flags.text("plan");
  if (id !== undefined) return { ...made, plan: await approvedPlan(id, made.plan, open.ports.store) };
  const mayAsk = io.stdin.isTTY && !flags.has("no-input") && !flags.has("dry-run");
  if (made.plan.missingSecrets.length === 0 || !mayAsk) return made;
  const { readSecret } = await import("./secret-input.ts");
  for (const { name } of made.plan.missingSecrets) {
    await open.ports.secrets.set(open.environment, name, await readSecret(name, open.environment, flags, io), {
      user: open.ports.user,
      generated: false,
    });
  }
  return makePlan(open, "up", allowDestroy, io);
}
