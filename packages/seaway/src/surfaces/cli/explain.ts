import type { Entry } from "../../model/errors/catalogue.ts";
import { errors } from "../../model/errors/errors.ts";
import { failure } from "../../model/errors/failure.ts";
import { nearestName } from "../../std/nearest-name.ts";
import type { Run } from "./invocation.ts";
import { renderExplanation } from "./render/explanation.ts";

/** The long text of an error: offline, without a project. `5301` and `sea-5301` are understood. */
export const run: Run = async ({ args }, io) => {
  const asked = args[0] ?? "";
  const code = /^\d{4}$/.test(asked) ? `SEA-${asked}` : asked.toUpperCase();
  const entries: Readonly<Record<string, Entry<never>>> = errors;
  const entry = Object.hasOwn(entries, code) ? entries[code] : undefined;
  if (!entry) throw failure("SEA-1204", { code, nearest: nearestName(code, Object.keys(entries)) });
  io.out(io.outStyle.text(renderExplanation(code, entry, io.outStyle)));
  return 0;
};
