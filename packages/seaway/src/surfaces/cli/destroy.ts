import { failure } from "../../model/errors/failure.ts";
import { confirmedNames } from "./confirm-destroy.ts";
import { EXIT } from "./exit-codes.ts";
import type { Run } from "./invocation.ts";
import { makePlan } from "./make-plan.ts";
import { openEnvironment } from "./open-environment.ts";
import { hasWork } from "../../model/plan.ts";
import { renderPlan } from "./render/plan.ts";
import { carryOut } from "./carry-out.ts";

/** Takes an environment away. `--yes` answers nothing here: what goes is named. */
export const run: Run = async ({ flags }, io) => {
  const open = await openEnvironment(flags);
  const first = await makePlan(open, "destroy", flags.texts("allow-destroy"), io);
  const goesOn = !flags.has("dry-run") && (hasWork(first.plan) || first.plan.kept.length > 0);
  if (io.screen.mode !== "json") io.err(`${renderPlan(first.plan, { ...first.facts, goesOn }, io.style)}\n`);
  else if (flags.has("dry-run")) io.out(JSON.stringify(first.plan));
  if (!goesOn) return EXIT.done;

  const { environment } = open;
  if (open.definition.environments[environment]?.protected === true) throw failure("SEA-1107", { environment });
  const confirmed = flags.text("confirm");
  if (confirmed !== undefined && confirmed !== environment) throw failure("SEA-1104", { name: environment, typed: confirmed });
  const allowDestroy = await confirmedNames(first.plan, flags, io);
  const plan = allowDestroy.length === flags.texts("allow-destroy").length ? first : await makePlan(open, "destroy", allowDestroy, io);
  return carryOut(open, plan, { because: "seaway destroy", allowDestroy, flags }, io);
};
