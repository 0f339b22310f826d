import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** As for other leftovers: two seconds, for what is in the kernel's hands. */
const ROUNDS = 400;

/**
 * Ends what a server left behind that died without ending its own processes. They are found by their program and the folder that they work
 * in, because each of them may have a session of its own and have written over its environment.
 * @param folder nobody else's processes of this program work in it
 */
export async function endOrphans(program: string, folder: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = workersIn(program, folder);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
      }
    }
    await sleep(5);
  }
}

function workersIn(program: string, folder: string): readonly number[] {
  const [executable, place] = [resolved(program), resolved(folder)];
  if (executable === undefined || place === undefined) return [];
  const pids = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid);
  return pids.filter((pid) => linkOf(pid, "exe") === executable && linkOf(pid, "cwd") === place);
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** undefined: it ended, or it is somebody else's; what waits to be collected has no links any more. */
function linkOf(pid: number, name: "exe" | "cwd"): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return undefined;
  }
}
