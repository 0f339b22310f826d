import { readdirSync, readFileSync } from "node:fs";

/** A process as the kernel shows it; pid and start ticks name one for as long as the machine is up. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly startTicks: number;
  readonly argv: readonly string[];
}

/** Every process whose command line contains a text (a project's folder, mostly). What has ended and waits to be collected is none. */
export function processesNaming(text: string): readonly ListedProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? [])
    .filter(({ argv }) => argv.join(" ").includes(text));
}

export function readProcess(pid: number): ListedProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return fields[0] === "Z" ? undefined : { pid, parent: Number(fields[1]), startTicks: Number(fields[19]), argv };
  } catch {
    return undefined;
  }
}

/**
 * Kills one process that the kernel lists, by its own number. A number that was not found is never sent to `kill`: 0 and -1 mean a whole
 * group, or everybody.
 * @throws when there is no such process
 */
export function killNow(victim: Pick<ListedProcess, "pid"> | undefined, what: string): void {
  const pid = victim?.pid ?? 0;
  if (!Number.isInteger(pid) || pid <= 1) throw new Error(`there is no process to kill: ${what}`);
  process.kill(pid, "SIGKILL");
}
