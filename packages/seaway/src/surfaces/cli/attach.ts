import { failure } from "../../model/errors/failure.ts";
import { followRun } from "./follow-run.ts";
import type { Run } from "./invocation.ts";
import { openRecords } from "./project.ts";
import { parseRunNumber } from "./run-number.ts";

/** Follows a run as if it had been started here; one that is over is told from its start. */
export const run: Run = async ({ args, flags }, io) => {
  const number = parseRunNumber(args[0] ?? "", "RUN");
  const ports = await openRecords(flags);
  const record = await ports?.store.run(number);
  if (ports === undefined || record === undefined) throw failure("SEA-8404", { run: number });
  return followRun(ports, number, { environment: record.environment, environmentFlag: ` -e ${record.environment}` }, io);
};
