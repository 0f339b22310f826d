import { findMachine } from "../../engine/operations/find-machine.ts";
import { failure } from "../../model/errors/failure.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";

/** ssh's own code for a connection that did not come about. */
const NO_CONNECTION = 255;

/** A shell on a machine of the project, or a command there, in this terminal; ends with its exit code. */
export const run: Run = async ({ args: [name = "", ...words], flags }) => {
  const { definition, ports } = await openEnvironment(flags);
  const machine = findMachine(name, definition);
  const { machines, inTerminal } = ports;
  if (machines === undefined || inTerminal === undefined) throw failure("SEA-9001", { message: "there is no terminal here" });
  const code = await inTerminal(machines.shell(machine, words));
  // A command may end with 255 as well: then the machine answers.
  if (code === NO_CONNECTION) await machines.look(machine);
  return code;
};
