import { selectTests } from "../../engine/operations/select-tests.ts";
import { carryOut } from "./carry-out.ts";
import { copyReports } from "./copy-reports.ts";
import type { Run } from "./invocation.ts";
import { makePlanOf, type MadePlan } from "./make-plan.ts";
import { openEnvironment, type OpenEnvironment } from "./open-environment.ts";
import { readCommit } from "../../adapters/sources/read-commit.ts";
import { announce, nothingToTest, showOnly } from "./tell-plan.ts";
import { hasWork } from "../../model/plan.ts";
import type { Io } from "./terminal/io.ts";

/** Build and tests only; nothing of an environment is touched, so nothing is asked. */
export const run: Run = async (invocation, io) => {
  if (!invocation.flags.has("watch")) return test(invocation, await openEnvironment(invocation.flags), io);
  const { project } = await openEnvironment(invocation.flags);
  const { watchTests } = await import("./watch-tests.ts");
  // Each time with the config as it is by then.
  const again = async (): Promise<number> => {
    const open = await openEnvironment(invocation.flags);
    try {
      return await test(invocation, open, io);
    } finally {
      await open.ports.store.close();
    }
  };
  return watchTests(again, project.folder, io);
};

async function test({ args, flags }: Parameters<Run>[0], open: OpenEnvironment, io: Io): Promise<number> {
  const { environment, definition, project, ports } = open;
  const asked = { pattern: args[0], failed: flags.has("failed"), services: flags.texts("service") };
  const selection = await selectTests(asked, { environment, definition }, ports.store);
  const commit = readCommit(project.folder);
  const made = await makePlanOf(
    open,
    {
      verb: "test",
      environment,
      definition,
      whole: project.definition,
      commit,
      allowDestroy: [],
      ...(selection === undefined ? {} : { selection }),
    },
    io,
  );
  if (flags.has("dry-run")) return showOnly(made, io);
  const because = `seaway test${args[0] === undefined ? "" : ` ${args[0]}`}`;
  const code = hasWork(made.plan) ? await announced(open, made, { because, allowDestroy: [], flags }, io) : nothingToTest(open, made, io);
  const file = flags.text("junit");
  if (file !== undefined) await copyReports(file, made.plan, ports);
  return code;
}

function announced(open: OpenEnvironment, made: MadePlan, request: Parameters<typeof carryOut>[2], io: Io): Promise<number> {
  announce(made, io);
  return carryOut(open, made, request, io);
}
