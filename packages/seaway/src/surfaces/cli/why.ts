import { why } from "../../engine/operations/why.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderWhy } from "./render/why.ts";
import { parseRunNumber } from "./run-number.ts";

export const run: Run = async ({ args, flags }, io) => {
  const { environment, ports } = await openEnvironment(flags);
  const run = flags.text("run");
  const question = { node: args[0] ?? "", environment, ...(run === undefined ? {} : { run: parseRunNumber(run, "--run") }) };
  const answer = await why(question, ports.store);
  io.out(io.screen.mode === "json" ? JSON.stringify({ v: 1, ...answer }) : renderWhy(answer, io.outStyle));
  return 0;
};
