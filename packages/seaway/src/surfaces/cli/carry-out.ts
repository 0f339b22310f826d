import { startEngine } from "../engine/start-engine.ts";
import { engineLives } from "../engine/engine-files.ts";
import { requestRun } from "../../engine/operations/request-run.ts";
import { findResumable } from "../../engine/operations/resume.ts";
import { followRun } from "./follow-run.ts";
import type { Flags } from "./invocation.ts";
import { lockTimeoutMs } from "./lock-timeout.ts";
import { typicalOf, type MadePlan } from "./make-plan.ts";
import type { OpenEnvironment } from "./open-environment.ts";
import { announceRun } from "./render/announcement.ts";
import { parseRunNumber } from "./run-number.ts";
import type { Io } from "./terminal/io.ts";

/** Gives the plan a run, starts its engine, and follows it. `destroy` ends here too. */
export async function carryOut(
  open: OpenEnvironment,
  { plan, facts }: MadePlan,
  { because, allowDestroy, flags }: { readonly because: string; readonly allowDestroy: readonly string[]; readonly flags: Flags },
  io: Io,
): Promise<number> {
  const { project, ports } = open;
  const number = await requestRun(plan, { because, allowDestroy, folder: project.folder, lockTimeoutMs: lockTimeoutMs(flags) }, ports);
  if (io.screen.mode === "lines") io.err(await announceRun(number, plan));
  startEngine(ports.project, number);
  return followRun(
    ports,
    number,
    { environment: open.environment, environmentFlag: open.environmentFlag, typicalMs: typicalOf(facts.recentMs ?? []) },
    io,
  );
}

/** Goes on with a run whose engine died, or follows it where it lives. */
export async function resume(open: OpenEnvironment, asked: string | undefined, io: Io): Promise<number> {
  const { ports, environment, definition } = open;
  const run = asked === undefined ? undefined : parseRunNumber(asked, "RUN");
  const number = await findResumable({ environment, run, definition }, ports);
  if (!engineLives(ports.project, number)) startEngine(ports.project, number);
  return followRun(ports, number, { environment: open.environment, environmentFlag: open.environmentFlag }, io);
}
