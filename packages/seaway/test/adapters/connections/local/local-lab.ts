import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endJob } from "../../../../src/adapters/connections/local/end-job.ts";
import type { Isolation } from "../../../../src/adapters/connections/local/isolation.ts";
import { inspect, jobFiles } from "../../../../src/adapters/connections/local/job-folder.ts";
import { localConnection } from "../../../../src/adapters/connections/local/local-connection.ts";
import type { CommandResult } from "../../../../src/engine/ports/connection.ts";
import type { ConnectionLab } from "../../../../src/testing/connection-suite.ts";

const runCommand = fileURLToPath(new URL("./programs/run-command.ts", import.meta.url));

/** Everything of one case in one folder, which goes with every job that was started below it. */
export function localLab(kept?: Isolation): ConnectionLab & { readonly remove: () => Promise<void> } {
  const room = mkdtempSync(join(tmpdir(), "seaway-connection-"));
  return {
    room,
    connection: localConnection(kept),
    elsewhere: (command, folder) => startElsewhere(JSON.stringify({ command, folder, kept })),
    processes: async (mark) => marked(mark),
    cutPower: async (folder) => cutPower(folder),
    remove: () => removeWithJobs(room),
  };
}

function startElsewhere(order: string): ReturnType<ConnectionLab["elsewhere"]> {
  const child = spawn(process.execPath, [runCommand, order], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const result = closed.then(() => JSON.parse(output) as CommandResult);
  // Whoever kills it asks for no result.
  result.catch(() => {});
  return {
    result,
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

function marked(mark: string): Awaited<ReturnType<ConnectionLab["processes"]>> {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && words(name, "environ").some((word) => word.endsWith(mark)))
    .map((pid) => ({ pid: Number(pid), words: words(pid, "cmdline") }));
}

function words(pid: string, file: "cmdline" | "environ"): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** The launcher first: it must not live to write an exit code. */
function cutPower(folder: string): void {
  const launcher = Number(readFileSync(jobFiles(folder).launcher, "utf8").split(" ")[0]);
  const state = inspect(folder);
  process.kill(launcher, "SIGKILL");
  if (state.kind === "running") process.kill(state.identity.pid, "SIGKILL");
}

/** Also after a case that failed in the middle. */
export async function removeWithJobs(room: string): Promise<void> {
  for (const entry of readdirSync(room, { withFileTypes: true })) {
    if (entry.isDirectory()) await endJob(join(room, entry.name), { graceMs: 0 });
  }
  rmSync(room, { recursive: true, force: true });
}
