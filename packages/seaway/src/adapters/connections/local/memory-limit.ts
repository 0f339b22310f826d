import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { jobFiles } from "./job-folder.ts";

const V1 = "/sys/fs/cgroup/memory";
const V2 = "/sys/fs/cgroup";

/** Which kind of control group can hold a limit of memory here; undefined: none, and the plan says so. Changes nothing. */
export function memoryLimitSupport(): "v1" | "v2" | undefined {
  if (isWritable(V1) && existsSync(join(V1, "memory.limit_in_bytes"))) return "v1";
  if (isWritable(V2) && read(join(V2, "cgroup.controllers")).split(/\s/).includes("memory")) return "v2";
  return undefined;
}

/** Makes the control group of one job, which the launcher enters and removes. @returns undefined where none can be made. */
export function makeMemoryGroup(folder: string, memoryMiB: number): string | undefined {
  const support = memoryLimitSupport();
  if (support === undefined) return undefined;
  const group = groupOf(folder, support);
  const ours = dirname(group);
  const bytes = String(memoryMiB * 1024 * 1024);
  try {
    mkdirSync(ours, { recursive: true });
    if (support === "v2") for (const parent of [V2, ours]) writeFileSync(join(parent, "cgroup.subtree_control"), "+memory");
    mkdirSync(group, { recursive: true });
    writeFileSync(join(group, support === "v1" ? "memory.limit_in_bytes" : "memory.max"), bytes);
    // Without this the kernel swaps instead of keeping the limit; it is not there where the machine has no swap.
    const swap = join(group, support === "v1" ? "memory.memsw.limit_in_bytes" : "memory.swap.max");
    if (existsSync(swap)) writeFileSync(swap, support === "v1" ? bytes : "0");
    return group;
  } catch {
    return undefined;
  }
}

const groupOf = (folder: string, support: "v1" | "v2"): string =>
  join(support === "v1" ? V1 : V2, "seaway", createHash("sha256").update(folder).digest("hex").slice(0, 24));

/** Whether the kernel ended a process of this job for its limit of memory. A server that starts its workers again lives on all the same. */
export function killedByMemory(folder: string): boolean {
  if (existsSync(jobFiles(folder).oom)) return true;
  const support = memoryLimitSupport();
  if (support === undefined) return false;
  const events = read(join(groupOf(folder, support), support === "v1" ? "memory.oom_control" : "memory.events"));
  return /^oom_kill [1-9]/m.test(events);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
