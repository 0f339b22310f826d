import { rollbackRequest } from "../../engine/operations/find-release.ts";
import { refuseInfrastructure } from "../../engine/operations/refuse-infrastructure.ts";
import { failure } from "../../model/errors/failure.ts";
import { carryOut } from "./carry-out.ts";
import { confirmPlan } from "./confirm-plan.ts";
import type { Run } from "./invocation.ts";
import { makePlanOf } from "./make-plan.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderPreflight } from "./render/preflight.ts";
import { showOnly } from "./tell-plan.ts";

/** Back to the last good deployment of an earlier release, with its settings and secret versions; pins the environment. */
export const run: Run = async ({ args, flags }, io) => {
  const open = await openEnvironment(flags);
  const { environment, ports, definition } = open;
  const reason = flags.text("reason");
  const asked = { release: releaseOf(args[0]), environment, ...(reason === undefined ? {} : { reason }) };
  const made = await makePlanOf(open, await rollbackRequest(asked, ports), io);
  refuseInfrastructure(made.plan);
  if (flags.has("dry-run") && io.screen.mode === "json") return showOnly(made, io);
  const deployments = await ports.store.deployments({ environment });
  if (io.screen.mode !== "json" && io.screen.mode !== "quiet") io.err(renderPreflight(made, { deployments, now: io.now() }, io.style));
  if (flags.has("dry-run")) return 0;
  // Whoever needs to go back is in a hurry, and it can be undone: only a protected environment asks.
  const isProtected = definition.environments[environment]?.protected === true;
  const allowDestroy = isProtected ? await confirmPlan(made, open, flags, io) : [];
  return carryOut(
    open,
    made,
    { because: reason === undefined ? "seaway rollback" : `seaway rollback: ${reason}`, allowDestroy, flags },
    io,
  );
};

function releaseOf(word: string | undefined): number | undefined {
  const number = word === undefined ? undefined : /^r?([1-9]\d*)$/.exec(word)?.[1];
  if (word !== undefined && number === undefined) {
    throw failure("SEA-1005", { usage: "seaway rollback [rN] -e ENV", problem: `${word} is no release such as r43` });
  }
  return number === undefined ? undefined : Number(number);
}
