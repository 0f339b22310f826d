import { readdirSync, readFileSync } from "node:fs";
import type { UsersProject } from "./users-project.ts";

/** A process of a service as /proc tells of it. */
export interface ServiceProcess {
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Every process in whose environment this variable is, among those of the project: what runs is asked of the kernel, not of us. */
export function processesWith(variable: string, { state }: Pick<UsersProject, "state">): readonly ServiceProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    const env = Number.isInteger(pid) ? environmentOf(pid) : {};
    return env[variable] !== undefined && env.HOME?.startsWith(`${state}/`) ? [{ pid, env }] : [];
  });
}

function environmentOf(pid: number): Readonly<Record<string, string>> {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return Object.fromEntries(entries.filter((entry) => entry.includes("=")).map((entry) => splitAtFirst(entry, "=")));
  } catch {
    return {}; // gone meanwhile, or somebody else's
  }
}

function splitAtFirst(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}
