import { failure } from "../../model/errors/failure.ts";
import type { Flags } from "./invocation.ts";
import type { MadePlan } from "./make-plan.ts";
import type { OpenEnvironment } from "./open-environment.ts";
import { renderPlan } from "./render/plan.ts";
import { ask, choose } from "./terminal/ask.ts";
import type { Io } from "./terminal/io.ts";

/**
 * Asks for what a plan needs before it may run: the name of each thing that would lose its data, then yes.
 * @returns what may be destroyed: named on the command line or typed
 * @throws SEA-8406, SEA-1101, SEA-1102, SEA-1104 or SEA-1106; nothing was changed then
 */
export async function confirmPlan(made: MadePlan, open: OpenEnvironment, flags: Flags, io: Io): Promise<readonly string[]> {
  const named = await nameLosses(made, flags, io);
  await approve(made, open, flags, io);
  return named;
}

async function nameLosses({ plan }: MadePlan, flags: Flags, io: Io): Promise<readonly string[]> {
  const named = [...flags.texts("allow-destroy")];
  const unnamed = plan.needsDecision.filter((node) => !named.includes(node));
  if (unnamed.length > 0 && (flags.has("no-input") || !io.stdin.isTTY)) throw failure("SEA-8406", { nodes: unnamed });
  for (const node of unnamed) {
    const asking = { question: `losing the data of ${node}`, flag: `--allow-destroy ${node}`, noInput: false };
    const typed = await ask(`${io.style.danger("DATA WOULD BE LOST")}. To lose the data of ${node}, type its name: `, asking, io);
    if (typed !== node) throw failure("SEA-1104", { name: node, typed });
    named.push(node);
  }
  return named;
}

async function approve(made: MadePlan, { environment, definition, defaulted }: OpenEnvironment, flags: Flags, io: Io): Promise<void> {
  const isProtected = definition.environments[environment]?.protected === true;
  if (flags.has("yes")) {
    if (isProtected && defaulted) throw failure("SEA-1106", { environment });
    return;
  }
  const asking = { question: "the plan", flag: "--yes", noInput: flags.has("no-input") };
  const question = isProtected ? `Ship it to ${environment}, which is protected?` : `Ship it to ${environment}?`;
  for (;;) {
    const answer = await choose(question, ["yes", "no", "diff"] as const, asking, io);
    if (answer === "yes") return;
    if (answer === "no") throw failure("SEA-1102", { question: `Ship it to ${environment}` });
    io.err(`\n${renderPlan(made.plan, { ...made.facts, goesOn: true, recorded: await made.recorded() }, io.style)}\n`);
  }
}
