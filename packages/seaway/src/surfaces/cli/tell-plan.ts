import { stateLine } from "../../model/state-line.ts";
import { EXIT } from "./exit-codes.ts";
import type { MadePlan } from "./make-plan.ts";
import type { OpenEnvironment } from "./open-environment.ts";
import { announcePlan } from "./render/announcement.ts";
import { renderNext } from "./render/next.ts";
import { renderPlan } from "./render/plan.ts";
import { planNext } from "./render/plan-next.ts";
import type { Io } from "./terminal/io.ts";

/** On one line where nothing can be lost; whole where something can. */
export function announce({ plan, facts }: MadePlan, io: Io): void {
  if (io.screen.mode === "json" || io.screen.mode === "quiet") return;
  const loses = plan.changes.some(({ action }) => action === "destroy" || action === "recreate");
  if (loses) io.err(`${renderPlan(plan, { ...facts, goesOn: true }, io.style)}\n`);
  else if (io.screen.mode === "live" || io.stdin.isTTY) io.err(announcePlan(plan, facts, io.size().columns));
}

/** For `--dry-run`. */
export function showOnly({ plan, facts }: MadePlan, io: Io): number {
  io.out(io.screen.mode === "json" ? JSON.stringify(plan) : renderPlan(plan, facts, io.outStyle));
  const next = planNext(plan, facts);
  if (io.screen.mode !== "quiet" && next.length > 0) io.err(`\n${renderNext(next)}`);
  return EXIT.done;
}

/** Every suite passed with the same inputs before: no run, no number. */
export function nothingToTest({ environmentFlag }: OpenEnvironment, { plan, facts, world }: MadePlan, io: Io): number {
  if (io.screen.mode === "json") io.out(JSON.stringify(nothingDone(world, io)));
  else if (io.screen.mode !== "quiet") {
    const told = renderPlan(plan, { ...facts, show: "summary", goesOn: true }, io.style);
    io.err(`${told}\n${renderNext([{ name: "next", text: `seaway up${environmentFlag}` }])}`);
  }
  return EXIT.done;
}

const nothingDone = (world: MadePlan["world"], io: Io) => ({
  ...{ v: 1, type: "run.finished", atMs: io.now(), outcome: "cached", exitCode: 0, problems: [], world },
});

/** The world is as the config says: no run, no number, only how it stands. */
export function nothingToDo({ environment, environmentFlag }: OpenEnvironment, { plan, facts, world }: MadePlan, io: Io): number {
  if (io.screen.mode === "json") {
    io.out(JSON.stringify(nothingDone(world, io)));
    return EXIT.done;
  }
  if (io.screen.mode !== "quiet") {
    const told = renderPlan(plan, { ...facts, show: "summary", goesOn: true }, io.style);
    const line = stateLine({ verb: "up", state: "succeeded", environment, world, changed: false });
    io.err(`${told}\n${io.style.bold(line)}\n${renderNext([{ name: "next", text: `seaway status${environmentFlag}` }])}`);
  }
  if (world.urls[0] !== undefined) io.out(world.urls[0]);
  return EXIT.done;
}
