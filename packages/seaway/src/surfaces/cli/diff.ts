import { diff } from "../../engine/operations/diff.ts";
import { failure } from "../../model/errors/failure.ts";
import { EXIT } from "./exit-codes.ts";
import type { Run } from "./invocation.ts";
import { openRecords } from "./project.ts";
import { renderDiff } from "./render/diff.ts";

/** What differs between two releases, or between what two environments were given. */
export const run: Run = async ({ args: [a = "", b = ""], flags }, io) => {
  const ports = await openRecords(flags);
  if (ports === undefined) throw failure("SEA-5345", { name: a });
  const compared = await diff(a, b, ports.store);
  io.out(io.screen.mode === "json" ? JSON.stringify({ v: 1, ...compared }) : renderDiff(compared, io.outStyle));
  return EXIT.done;
};
