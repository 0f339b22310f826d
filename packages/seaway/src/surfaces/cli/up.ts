import { hasWork } from "../../model/plan.ts";
import { failure } from "../../model/errors/failure.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { refusePinned } from "../../engine/operations/refuse-pinned.ts";

/**
 * Plan, ask, then carry it out. Standard output gets the application's address and nothing else.
 *
 * Each part is loaded when its turn comes: what makes the plan while the config is evaluated, which takes a process and as long, and what
 * carries it out only when there is something to do.
 */
export const run: Run = async ({ args, flags }, io) => {
  const [open, { approvable }, { announce, nothingToDo, showOnly }] = await Promise.all([
    openEnvironment(flags),
    import("./approvable.ts"),
    import("./tell-plan.ts"),
  ]);
  if (flags.has("resume")) return (await import("./carry-out.ts")).resume(open, args[0], io);
  if (args[0] !== undefined) throw failure("SEA-1005", { usage: "seaway up --resume [RUN]", problem: `${args[0]} is one word too many` });
  // Before anything is built, and before anything is asked.
  if (!flags.has("dry-run")) await refusePinned("up", open.environment, open.ports.store);
  const made = await approvable(open, flags, io);
  if (flags.has("dry-run")) return showOnly(made, io);
  if (!hasWork(made.plan)) return nothingToDo(open, made, io);
  announce(made, io);
  const [{ confirmPlan }, { carryOut }] = await Promise.all([import("./confirm-plan.ts"), import("./carry-out.ts")]);
  const allowDestroy = await confirmPlan(made, open, flags, io);
  return carryOut(open, made, { because: "seaway up", allowDestroy, flags }, io);
};
