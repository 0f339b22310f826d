import { exec } from "../../engine/operations/exec.ts";
import { failure } from "../../model/errors/failure.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";

/** A program beside a service, or a database's own shell; ends with its exit code. */
export const run: Run = async ({ args: [name, ...words], flags }) => {
  const { environment, ports } = await openEnvironment(flags);
  const { env, ...command } = await exec(name, words, environment, ports);
  if (ports.inTerminal === undefined) throw failure("SEA-9001", { message: "there is no terminal here" });
  // What a terminal program asks of its caller; a setting of the same name is the service's, and means it.
  const { TERM, PAGER, HOME = "/" } = process.env;
  return ports.inTerminal({ ...command, env: { HOME, ...(TERM ? { TERM } : {}), ...(PAGER ? { PAGER } : {}), ...env } });
};
