import { selectTests } from "../../engine/operations/select-tests.ts";
import { carryOut } from "./carry-out.ts";
import { copyReports } from "./copy-reports.ts";
import type { Run } from "./invocation.ts";
import { makePlanOf } from "./make-plan.ts";
import { openEnvironment } from "./open-environment.ts";
import { readCommit } from "../../adapters/sources/read-commit.ts";
import { announce, showOnly } from "./tell-plan.ts";

/** Build and tests only; nothing of an environment is touched, so nothing is asked. */
export const run: Run = async ({ args, flags }, io) => {
  const open = await openEnvironment(flags);
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
  announce(made, io);
  const code = await carryOut(
    open,
    made,
    { because: `seaway test${args[0] === undefined ? "" : ` ${args[0]}`}`, allowDestroy: [], flags },
    io,
  );
  const file = flags.text("junit");
  if (file !== undefined) await copyReports(file, environment, ports.store);
  return code;
};
