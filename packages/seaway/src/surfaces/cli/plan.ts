import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { hasWork, type Plan } from "../../model/plan.ts";
import { EXIT } from "./exit-codes.ts";
import type { Flags, Run } from "./invocation.ts";
import type { MadePlan } from "./make-plan.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderNext } from "./render/next.ts";
import { renderPlan } from "./render/plan.ts";
import { planNext } from "./render/plan-next.ts";
import type { Io } from "./terminal/io.ts";

/** The whole delivery as a plan: what would change, and why. */
export const run: Run = async ({ flags }, io) => {
  const [open, { makePlan }] = await Promise.all([openEnvironment(flags), import("./make-plan.ts")]);
  const made = await makePlan(open, "up", flags.texts("allow-destroy"), io);
  await show(made, flags, io);
  const out = flags.text("out");
  if (out !== undefined)
    await writeFile(resolve(flags.text("dir") ?? ".", out), `${JSON.stringify(made.plan, undefined, 2)}\n`, { mode: 0o600 });
  return flags.has("exit-code") ? codeOf(made.plan) : EXIT.done;
};

async function show({ plan, facts, recorded }: MadePlan, flags: Flags, io: Io): Promise<void> {
  if (io.screen.mode === "json") return io.out(JSON.stringify(plan));
  const shown = {
    ...facts,
    show: flags.has("summary") ? ("summary" as const) : ("changes" as const),
    all: flags.has("all"),
    services: flags.texts("service"),
    ...(flags.has("diff") ? { recorded: await recorded() } : {}),
  };
  io.out(renderPlan(plan, shown, io.outStyle));
  const next = planNext(plan, shown);
  if (io.screen.mode !== "quiet" && next.length > 0) io.err(`\n${renderNext(next)}`);
}

function codeOf(plan: Plan): number {
  if (plan.needsDecision.length > 0) return EXIT.changesLosingData;
  return hasWork(plan) ? EXIT.changes : EXIT.done;
}
