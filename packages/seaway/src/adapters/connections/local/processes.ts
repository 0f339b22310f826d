import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { identify, type ProcessIdentity } from "./process-identity.ts";

/** The first child of a process; undefined when it has none, or is gone. */
export function firstChild(pid: number): ProcessIdentity | undefined {
  const child = read(`/proc/${pid}/task/${pid}/children`).split(" ")[0];
  return child ? identify(Number(child)) : undefined;
}

/** Whether a process has a handler of its own for a signal: without one, process 1 of a tree never sees it. */
export function handles(pid: number, signal: number): boolean {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return mask !== undefined && ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}

/** Every process of a session, with `mark` in its environment, or descended from one of those; the leader of the session too. */
export function processesOf(leader: number | undefined, mark: string): readonly ProcessIdentity[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), ...parentAndSession(Number(name)) }));
  const members = new Set(
    all
      .filter(({ pid, session }) => pid === leader || (session !== undefined && session === leader) || isMarked(pid, mark))
      .map(({ pid }) => pid),
  );
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const { pid, parent } of all) if (parent !== undefined && members.has(parent)) members.add(pid);
  }
  return [...members].map(identify).filter((identity) => identity !== undefined);
}

function parentAndSession(pid: number): { readonly parent?: number; readonly session?: number } {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.length < 4 ? {} : { parent: Number(fields[1]), session: Number(fields[3]) };
}

const isMarked = (pid: number, mark: string): boolean =>
  read(join("/proc", String(pid), "environ"))
    .split("\0")
    .includes(mark);

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
