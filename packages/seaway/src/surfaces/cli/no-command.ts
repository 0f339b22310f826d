import { SeawayError } from "../../model/errors/failure.ts";
import { placeOf } from "./place.ts";
import type { Run } from "./invocation.ts";

/** `seaway` alone: the status where there is a project, else how to start. */
export const run: Run = async (invocation, io) => {
  const { findConfig } = await import("../../adapters/config/find-config.ts");
  const { dir, config } = placeOf(invocation.flags);
  if (hasProject(() => findConfig(dir, config))) return (await import("./status.ts")).run(invocation, io);
  io.out(START_HELP);
  return 0;
};

/** Two configs in one folder are a project too, with a problem that `status` will tell. */
function hasProject(find: () => string): boolean {
  try {
    find();
    return true;
  } catch (error) {
    return !(error instanceof SeawayError && error.problem.code === "SEA-2101");
  }
}

const START_HELP = [
  "Seaway takes an application of several services from this folder to a served page.",
  "Write seaway.config.ts (docs/guide shows one), then:  seaway up",
  "seaway help shows the commands.",
].join("\n");
