import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * Whether a process or one of its descendants listens at 127.0.0.1 on a port. Whose socket it is matters: services of one project often
 * declare the same port.
 */
export function listensOnLoopback(pid: number, port: number): boolean {
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inodes = read("/proc/net/tcp")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1] === wanted && fields[3] === LISTENING)
    .map((fields) => `socket:[${fields[9]}]`);
  return inodes.length > 0 && treeOf(pid).some((member) => openedBy(member).some((target) => inodes.includes(target)));
}

const LISTENING = "0A";

function treeOf(pid: number): readonly number[] {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}

function parentOf(pid: string): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

function openedBy(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => link(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
