import { startEngine } from "../engine/start-engine.ts";
import { engineLives } from "../engine/engine-files.ts";
import { approvedPlan } from "../../engine/operations/approved-plan.ts";
import { requestRun } from "../../engine/operations/request-run.ts";
import { findResumable } from "../../engine/operations/resume.ts";
import { failure } from "../../model/errors/failure.ts";
import { stateLine } from "../../model/state-line.ts";
import { confirmPlan } from "./confirm-plan.ts";
import { EXIT } from "./exit-codes.ts";
import { followRun } from "./follow-run.ts";
import type { Flags, Run } from "./invocation.ts";
import { lockTimeoutMs } from "./lock-timeout.ts";
import { makePlan, typicalOf, type MadePlan } from "./make-plan.ts";
import { openEnvironment, type OpenEnvironment } from "./open-environment.ts";
import { announcePlan, announceRun } from "./render/announcement.ts";
import { renderNext } from "./render/next.ts";
import { hasWork, renderPlan } from "./render/plan.ts";
import { planNext } from "./render/plan-next.ts";
import { parseRunNumber } from "./run-number.ts";
import { readSecret } from "./secret-input.ts";
import type { Io } from "./terminal/io.ts";

/** Plan, ask, then carry it out. Standard output gets the application's address and nothing else. */
export const run: Run = async ({ args, flags }, io) => {
  const open = await openEnvironment(flags);
  if (flags.has("resume")) return resume(open, args[0], io);
  if (args[0] !== undefined) throw failure("SEA-1005", { usage: "seaway up --resume [RUN]", problem: `${args[0]} is one word too many` });
  const made = await approvable(open, flags, io);
  if (flags.has("dry-run")) return showOnly(made, io);
  if (!hasWork(made.plan)) return nothingToDo(open, made, io);
  announce(made, io);
  const allowDestroy = await confirmPlan(made, open, flags, io);
  return carryOut(open, made, { because: "seaway up", allowDestroy, flags }, io);
};

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

async function resume(open: OpenEnvironment, asked: string | undefined, io: Io): Promise<number> {
  const { ports, environment, definition } = open;
  const run = asked === undefined ? undefined : parseRunNumber(asked, "RUN");
  const number = await findResumable({ environment, run, definition }, ports);
  if (!engineLives(ports.project, number)) startEngine(ports.project, number);
  return followRun(ports, number, { environment: open.environment, environmentFlag: open.environmentFlag }, io);
}

/** The plan that is going to be approved: the given one, or a new one, made again once the secrets that it lacks are there. */
async function approvable(open: OpenEnvironment, flags: Flags, io: Io): Promise<MadePlan> {
  const allowDestroy = flags.texts("allow-destroy");
  const made = await makePlan(open, "up", allowDestroy, io);
  const id = flags.text("plan");
  if (id !== undefined) return { ...made, plan: await approvedPlan(id, made.plan, open.ports.store) };
  const mayAsk = io.stdin.isTTY && !flags.has("no-input") && !flags.has("dry-run");
  if (made.plan.missingSecrets.length === 0 || !mayAsk) return made;
  for (const { name } of made.plan.missingSecrets) {
    await open.ports.secrets.set(open.environment, name, await readSecret(name, open.environment, flags, io), {
      user: open.ports.user,
      generated: false,
    });
  }
  return makePlan(open, "up", allowDestroy, io);
}

/** On one line where nothing can be lost; whole where something can. */
function announce({ plan, facts }: MadePlan, io: Io): void {
  if (io.screen.mode === "json" || io.screen.mode === "quiet") return;
  const loses = plan.changes.some(({ action }) => action === "destroy" || action === "recreate");
  if (loses) io.err(`${renderPlan(plan, facts, io.style)}\n`);
  else if (io.screen.mode === "live" || io.stdin.isTTY) io.err(announcePlan(plan, facts, io.size().columns));
}

function showOnly({ plan, facts }: MadePlan, io: Io): number {
  io.out(io.screen.mode === "json" ? JSON.stringify(plan) : renderPlan(plan, facts, io.outStyle));
  const next = planNext(plan, facts);
  if (io.screen.mode !== "quiet" && next.length > 0) io.err(`\n${renderNext(next)}`);
  return EXIT.done;
}

/** The world is as the config says: no run, no number, only how it stands. */
function nothingToDo({ environment, environmentFlag }: OpenEnvironment, { plan, facts, world }: MadePlan, io: Io): number {
  if (io.screen.mode === "json") {
    io.out(JSON.stringify({ v: 1, type: "run.finished", atMs: io.now(), outcome: "cached", exitCode: 0, problems: [], world }));
    return EXIT.done;
  }
  if (io.screen.mode !== "quiet") {
    const told = renderPlan(plan, { ...facts, show: "summary" }, io.style).replace(/\nNothing was changed\.$/, "");
    const line = stateLine({ verb: "up", state: "succeeded", environment, world, changed: false });
    io.err(`${told}\n${io.style.bold(line)}\n${renderNext([{ name: "next", text: `seaway status${environmentFlag}` }])}`);
  }
  if (world.urls[0] !== undefined) io.out(world.urls[0]);
  return EXIT.done;
}
