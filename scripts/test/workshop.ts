import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { none, one, type Tally } from "./tally.ts";

/** The folder that a run of all tests works in: nothing of the user's own is read or written, and what was started is known by it. */
export interface Workshop {
  readonly folder: string;
  /** Environment of every part. */
  readonly env: NodeJS.ProcessEnv;
  /** Removes the folder and ends what the tests left running, which is a failure of its own. */
  close(): Tally;
}

export function openWorkshop(): Workshop {
  // Short, because the paths of sockets are; open, because what tests start runs as other users too.
  const folder = mkdtempSync("/tmp/swt-");
  chmodSync(folder, 0o1777);
  const env = {
    ...process.env,
    TMPDIR: folder,
    XDG_STATE_HOME: join(folder, "state"),
    XDG_CONFIG_HOME: join(folder, "config"),
  };
  return {
    folder,
    env,
    close() {
      const left = processesOf(folder);
      for (const { pid, command } of left) {
        console.log(`left running by a test: ${pid} ${command}`);
        end(pid);
      }
      // What Seaway builds is read-only, which stops anybody but root.
      spawnSync("chmod", ["-R", "u+w", folder], { stdio: "ignore" });
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      return left.length > 0 ? one(false) : none;
    },
  };
}

/** What runs with our folder in its environment: nothing but what these tests started can have it. */
function processesOf(folder: string): { pid: number; command: string }[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(`${folder}/`)) return [];
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").slice(0, 160) }];
      } catch {
        return []; // gone meanwhile, or somebody else's
      }
    });
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
