import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import type { Endpoint } from "./socket-owner.ts";
import { toHex } from "./socket-table.ts";

const LISTENING = "0A";

/**
 * Who keeps us from listening, as a phrase: `python3 (pid 4711)`, or as much as this user may see. Asked on the error path only.
 */
export async function portOwner(wanted: Endpoint): Promise<string> {
  const inode = listeningInode(await readFile("/proc/net/tcp", "latin1").catch(() => ""), wanted);
  const pid = inode === undefined ? undefined : await pidOf(inode);
  if (pid === undefined) return "another program";
  // Only the program's name: its arguments may hold what is nobody's business.
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const name = basename(commandLine.split(/[\0 ]/, 1)[0] ?? "");
  return `${name === "" ? "a program" : name} (pid ${pid})`;
}

/** A listener on the wildcard address has every address. */
function listeningInode(table: string, { address, port }: Endpoint): string | undefined {
  const wanted = new Set([toHex({ address, port }), toHex({ address: "0.0.0.0", port })]);
  for (const line of table.split("\n")) {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state === LISTENING && wanted.has(local)) return inode;
  }
  return undefined;
}

async function pidOf(inode: string): Promise<string | undefined> {
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []); // another user's, or ended meanwhile
    for (const file of files) {
      if ((await readlink(`/proc/${pid}/fd/${file}`).catch(() => "")) === `socket:[${inode}]`) return pid;
    }
  }
  return undefined;
}
