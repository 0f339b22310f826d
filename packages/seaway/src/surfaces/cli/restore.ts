import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeWorld } from "../../engine/operations/describe-world.ts";
import { findDatabase } from "../../engine/operations/find-database.ts";
import { restore } from "../../engine/operations/restore.ts";
import { failure } from "../../model/errors/failure.ts";
import { stateLine } from "../../model/state-line.ts";
import { EXIT } from "./exit-codes.ts";
import type { Run } from "./invocation.ts";
import { lockTimeoutMs } from "./lock-timeout.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderNext } from "./render/next.ts";
import { ask } from "./terminal/ask.ts";

/** A file back into its database, or into that of another environment. What is there is lost, so it is named. */
export const run: Run = async ({ args, flags }, io) => {
  const { environment, environmentFlag, definition, ports } = await openEnvironment(flags);
  const file = resolve(flags.text("dir") ?? ".", args[0] ?? "");
  if (!existsSync(file)) throw failure("SEA-3112", { file });
  const found = await findDatabase(flags.text("database"), environment, ports);
  const { node } = found.node;
  const holds = found.observed?.holds ?? "something";
  if (!flags.texts("allow-destroy").includes(node)) {
    if (flags.has("no-input") || !io.stdin.isTTY) {
      throw failure("SEA-8406", { nodes: [node] }, { remedy: `if what is there may go:  --allow-destroy ${node}` });
    }
    const asking = { question: `losing the data of ${node}`, flag: `--allow-destroy ${node}`, noInput: false };
    const question = `${node} of ${environment} holds ${holds}, which the file replaces. Type its name: `;
    const typed = await ask(`${io.style.danger("DATA WOULD BE LOST")}. ${question}`, asking, io);
    if (typed !== node) throw failure("SEA-1104", { name: node, typed });
  }
  const folder = join(ports.runFolder(0), `restore-${ports.newToken()}`);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(failure("SEA-1102", { question: `Restore ${found.name}` }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupt);
  await restore(found, { environment, file, folder, lockTimeoutMs: lockTimeoutMs(flags), signal: stop.signal }, ports);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupt);
  const { world } = await describeWorld(environment, definition, ports);
  const after = await findDatabase(found.name, environment, ports);
  const line = `${found.name} of ${environment} is as the file has it: ${after.observed?.holds ?? "empty"}.`;
  if (io.screen.mode === "json")
    io.out(JSON.stringify({ v: 1, database: found.name, environment, file, holds: after.observed?.holds ?? null, world }));
  else if (io.screen.mode !== "quiet") {
    io.err(io.style.bold(`${line} ${stateLine({ verb: "up", state: "succeeded", environment, world, changed: false })}`));
    io.err(renderNext([{ name: "next", text: `seaway status${environmentFlag}` }]));
  }
  return EXIT.done;
};
