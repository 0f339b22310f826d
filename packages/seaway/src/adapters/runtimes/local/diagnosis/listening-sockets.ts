import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface ListeningSocket {
  /** Dotted, `*` for all addresses, or the kernel's hex digits for another IPv6 address. */
  readonly host: string;
  readonly port: number;
  readonly inode: number;
}

/** Every TCP socket of this network namespace that listens. */
export function listeningSockets(): readonly ListeningSocket[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => parseSocketTable(readOrEmpty(table)));
}

/** @source proc_pid_net(5): local address in field 1, state 0A = listening in field 3, inode in field 9 */
export function parseSocketTable(table: string): readonly ListeningSocket[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A")
    .map((fields) => {
      const [host = "", port = ""] = (fields[1] ?? "").split(":");
      return { host: hostOf(host), port: Number.parseInt(port, 16), inode: Number(fields[9]) };
    });
}

/** The sockets among them that one of these processes holds open. */
export function heldBy(pids: readonly number[], sockets: readonly ListeningSocket[]): readonly ListeningSocket[] {
  const held = new Set(pids.flatMap(socketInodes));
  return sockets.filter(({ inode }) => held.has(inode));
}

function socketInodes(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => socketInode(`/proc/${pid}/fd/${descriptor}`));
  } catch {
    return [];
  }
}

function socketInode(descriptor: string): readonly number[] {
  try {
    const match = /^socket:\[(\d+)\]$/.exec(readlinkSync(descriptor));
    return match ? [Number(match[1])] : [];
  } catch {
    return [];
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function hostOf(hex: string): string {
  if (/^0+$/.test(hex)) return "*";
  if (hex.length !== 8) return hex;
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".");
}
