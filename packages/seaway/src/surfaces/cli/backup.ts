import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { backup } from "../../engine/operations/backup.ts";
import { findDatabase } from "../../engine/operations/find-database.ts";
import { failure } from "../../model/errors/failure.ts";
import { EXIT } from "./exit-codes.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderNext } from "./render/next.ts";

/** A database into a file. Standard output gets the file's path and nothing else. */
export const run: Run = async ({ args, flags }, io) => {
  const { environment, environmentFlag, ports } = await openEnvironment(flags);
  const found = await findDatabase(args[0], environment, ports);
  const file = resolve(flags.text("dir") ?? ".", flags.text("out") ?? `${found.name}-${environment}-${stamp(io.now())}.dump`);
  if (existsSync(file)) throw failure("SEA-3116", { file });
  await backup(found, environment, file, ports);
  const size = `${Math.max(1, Math.round(statSync(file).size / 1024))} kB`;
  if (io.screen.mode === "json") io.out(JSON.stringify({ v: 1, database: found.name, environment, file, bytes: statSync(file).size }));
  else {
    if (io.screen.mode !== "quiet") {
      io.err(
        io.style.bold(
          `${found.name} of ${environment} (${found.observed?.holds ?? "empty"}) is in a file of ${size}. Nothing was changed.`,
        ),
      );
      io.err(renderNext([{ name: "next", text: `seaway restore ${file}${environmentFlag}` }]));
    }
    io.out(file);
  }
  return EXIT.done;
};

/** `20261125-141502`, in UTC. */
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
