import { doctor } from "../../engine/operations/doctor.ts";
import { EXIT } from "./exit-codes.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderCheckUp } from "./render/check-up.ts";

/** What this machine and the project's machines have and lack, with what mends it. Changes nothing. */
export const run: Run = async ({ flags }, io) => {
  const { definition, ports } = await openEnvironment(flags);
  const findings = await doctor(definition, ports);
  io.out(io.screen.mode === "json" ? JSON.stringify({ v: 1, findings }) : renderCheckUp(findings, io.outStyle, io.size().columns));
  return findings.some(({ mark }) => mark === "failed") ? EXIT.credential : EXIT.done;
};
