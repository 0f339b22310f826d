import { toProblem } from "../../model/errors/failure.ts";
import { NOTHING_CHANGED } from "../../model/state-line.ts";
import type { Problem } from "../../model/problem.ts";
import { parse } from "./argv/parse.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import type { Flags, Invocation } from "./invocation.ts";
import { renderRefusal } from "./render/ending.ts";
import { Interrupted } from "./terminal/interrupted.ts";
import type { Io } from "./terminal/io.ts";
import { standardIo } from "./terminal/standard-io.ts";

/** One command line from its words to its exit code. Whatever is thrown ends here, in the one shape that errors have. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  let invocation: Invocation;
  try {
    invocation = parse(argv, process.env);
  } catch (thrown) {
    return refuse(thrown, standardIo(NO_FLAGS));
  }
  const io = standardIo(invocation.flags);
  try {
    return await dispatch(invocation, io);
  } catch (thrown) {
    return refuse(thrown, io);
  }
}

async function dispatch(invocation: Invocation, io: Io): Promise<number> {
  const { command, flags } = invocation;
  if (flags.has("version")) return (await import("./version.ts")).run(invocation, io);
  if (flags.has("help")) return (await import("./help.ts")).run(invocation, io);
  const { run } = command ? await command.load() : await import("./no-command.ts");
  return run(invocation, io);
}

function refuse(thrown: unknown, io: Io): number {
  if (thrown instanceof Interrupted) {
    io.err(NOTHING_CHANGED);
    return EXIT.interrupted;
  }
  const problem = toProblem(thrown);
  if (io.screen.mode === "json")
    io.out(JSON.stringify({ v: 1, type: "command.refused", problem: withoutStack(problem), state: NOTHING_CHANGED }));
  else io.err(renderRefusal(problem, io.style, { verbose: io.screen.verbose, state: stateOf(problem) }));
  return exitCodeOf(problem);
}

/** What stopped before it acted changed nothing; of what stopped on the way, only the world can tell. */
function stateOf({ code }: Problem): string {
  if (code === "SEA-8407") return "The run is unfinished; what serves goes on serving.";
  return code.startsWith("SEA-9") ? "What was finished before is recorded." : NOTHING_CHANGED;
}

const withoutStack = ({ cause, ...problem }: Problem): Problem => (cause ? { ...problem, cause: { message: cause.message } } : problem);

const NO_FLAGS: Flags = { has: () => false, text: () => undefined, texts: () => [], count: () => 0 };
