import { spawn } from "node:child_process";
import { findDatabase } from "../../engine/operations/find-database.ts";
import { failure } from "../../model/errors/failure.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";

/** A database's own shell, or what stands behind `--` in it; ends with its exit code. */
export const run: Run = async ({ args: [name = "", ...words], flags }) => {
  const { environment, ports } = await openEnvironment(flags);
  const { name: found, node, kind, observed } = await findDatabase(name, environment, ports);
  if (kind.shell === undefined || observed === undefined) throw failure("SEA-3115", { database: found, environment });
  const { program, env } = await kind.shell({ project: ports.project, environment, node: node.node }, node);
  const { TERM, HOME = "/", PAGER } = process.env;
  const child = spawn(program, words, { stdio: "inherit", env: { ...env, HOME, ...(TERM ? { TERM } : {}), ...(PAGER ? { PAGER } : {}) } });
  // A key that ends a statement is the shell's: whoever started it stays.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  const code = await new Promise<number>((resolve, reject) => child.once("error", reject).once("close", (ended) => resolve(ended ?? 130)));
  process.off("SIGINT", ignore);
  return code;
};
