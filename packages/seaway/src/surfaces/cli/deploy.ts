import { deployRequest, type Wanted } from "../../engine/operations/find-release.ts";
import { refuseInfrastructure } from "../../engine/operations/refuse-infrastructure.ts";
import { refusePinned } from "../../engine/operations/refuse-pinned.ts";
import { failure } from "../../model/errors/failure.ts";
import { carryOut } from "./carry-out.ts";
import { confirmPlan } from "./confirm-plan.ts";
import type { Run } from "./invocation.ts";
import { makePlanOf } from "./make-plan.ts";
import { openEnvironment } from "./open-environment.ts";
import { hasWork } from "../../model/plan.ts";
import { announce, nothingToDo, showOnly } from "./tell-plan.ts";

/** One existing release into one environment: the same artifacts, with the settings and secrets of that environment. */
export const run: Run = async ({ args, flags }, io) => {
  const wanted = wantedOf(args[0], flags.text("from"));
  const open = await openEnvironment(flags);
  const { environment, ports } = open;
  if (!flags.has("dry-run")) await refusePinned("deploy", environment, ports.store);
  const made = await makePlanOf(open, await deployRequest(wanted, environment, ports), io);
  refuseInfrastructure(made.plan);
  if (flags.has("dry-run")) return showOnly(made, io);
  if (!hasWork(made.plan)) return nothingToDo(open, made, io);
  announce(made, io);
  const allowDestroy = await confirmPlan(made, open, flags, io);
  const because = `seaway deploy${"from" in wanted ? ` --from ${wanted.from}` : ` ${args[0]}`}`;
  return carryOut(open, made, { because, allowDestroy, flags }, io);
};

function wantedOf(word: string | undefined, from: string | undefined): Wanted {
  const usage = "seaway deploy [rN|COMMIT|--from ENV] -e ENV";
  if (word !== undefined && from !== undefined)
    throw failure("SEA-1005", { usage, problem: `${word} and --from are two answers to one question` });
  if (from !== undefined) return { from };
  if (word === undefined) throw failure("SEA-1005", { usage, problem: "which release is missing" });
  const number = /^r(\d+)$/.exec(word)?.[1];
  if (number !== undefined) return { release: Number(number) };
  if (!/^[0-9a-f]{4,40}$/.test(word))
    throw failure("SEA-1005", { usage, problem: `${word} is neither a release such as r43 nor the id of a commit` });
  return { commit: word };
}
