import { basename } from "node:path";
import type { Run } from "./invocation.ts";
import { placeOf } from "./place.ts";

/** Evaluates the config and says that it is right, or all that is wrong with it, by the error. */
export const run: Run = async ({ flags }, io) => {
  const { findConfig } = await import("../../adapters/config/find-config.ts");
  const { readConfig } = await import("../../adapters/config/evaluate-config.ts");
  const { dir, config } = placeOf(flags);
  const file = findConfig(dir, config);
  const { definition, printed } = await readConfig(file);
  if (printed !== "") io.err(printed.trimEnd());
  const counts = [
    count(definition.services.length, "service"),
    count(definition.databases.length, "database"),
    count(Object.keys(definition.environments).length, "environment"),
  ];
  if (io.screen.mode === "json") io.out(JSON.stringify({ v: 1, file, problems: [] }));
  else io.out(`${basename(file)} is right: ${counts.join(", ")}.`);
  return 0;
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
