import { failure } from "../../model/errors/failure.ts";
import type { Plan } from "../../model/plan.ts";
import type { Flags } from "./invocation.ts";
import { ask } from "./terminal/ask.ts";
import type { Io } from "./terminal/io.ts";

/**
 * Asks for the environment's name, then for the name of each thing that holds data: what isn't named stays.
 * @returns what may be deleted with its data
 * @throws SEA-1105 without a terminal and without `--confirm`; SEA-1104 when a name is another one
 */
export async function confirmedNames(plan: Plan, flags: Flags, io: Io): Promise<readonly string[]> {
  const named = [...flags.texts("allow-destroy")];
  if (flags.has("confirm")) return named;
  const { environment } = plan;
  if (flags.has("no-input") || !io.stdin.isTTY) throw failure("SEA-1105", { environment });
  const asking = { question: `destroying ${environment}`, flag: `--confirm ${environment}`, noInput: false };
  const typed = await ask(`To destroy ${environment}, type its name: `, asking, io);
  if (typed !== environment) throw failure("SEA-1104", { name: environment, typed });
  for (const node of plan.kept) {
    const answer = await ask(`${node} holds data. Type its name to delete it for good, Enter to keep it: `, asking, io);
    if (answer === node) named.push(node);
    else if (answer !== "") throw failure("SEA-1104", { name: node, typed: answer });
  }
  return named;
}
