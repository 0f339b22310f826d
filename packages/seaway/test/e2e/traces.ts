import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { databaseUri } from "./psql.ts";
import { processesNaming, readProcess } from "./process-table.ts";
import { runtimeOf } from "./runtime-of.ts";
import type { UsersProject } from "./users-project.ts";

/** What a serving project has on the machine, noted while it serves, so that it can be looked for when it shall be gone. */
export interface Traces {
  readonly root: string;
  readonly pids: readonly { readonly pid: number; readonly startTicks: number }[];
  /** Local addresses that are listened at, as /proc/net/tcp writes them. */
  readonly listening: readonly string[];
  readonly controlGroups: readonly string[];
  /** Users without a login, under which its services run, and for what each was given out. */
  readonly identities: readonly { readonly uid: number; readonly key: string }[];
  readonly socketFolder: string;
}

const OURS = "/var/lib/seaway";
const keyOf = (uid: number): string => read(`${OURS}/identities/uid/${uid}`);

export function tracesOf(project: UsersProject): Traces {
  const { root } = project;
  const runtime = runtimeOf(project);
  const pids = [...processesNaming(root), ...(runtime === undefined ? [] : [runtime.process])].map(({ pid, startTicks }) => ({
    pid,
    startTicks,
  }));
  const uids = pids.map(({ pid }) => Number(/^Uid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0));
  const socket = /[?&]host=([^&]+)/.exec(databaseUri(project))?.[1] ?? "";
  return {
    root,
    pids,
    listening: listening(new Set(pids.flatMap(({ pid }) => socketsOf(pid)))),
    controlGroups: [...new Set(pids.flatMap(({ pid }) => controlGroupsOf(pid)))],
    identities: [...new Set(uids)].filter((uid) => uid !== process.getuid?.()).map((uid) => ({ uid, key: keyOf(uid) })),
    socketFolder: dirname(dirname(decodeURIComponent(socket))),
  };
}

/** What of it is still there, a line each. */
export function stillThere({ root, pids, listening: addresses, controlGroups, identities, socketFolder }: Traces): readonly string[] {
  const now = new Set(listening());
  return [
    ...pids.flatMap(({ pid, startTicks }) => (readProcess(pid)?.startTicks === startTicks ? [`process ${pid}: ${commandOf(pid)}`] : [])),
    ...processesNaming(root).map(({ argv }) => `process of the project: ${argv.join(" ")}`),
    ...addresses.filter((address) => now.has(address)).map((address) => `listening socket ${address}`),
    ...read("/proc/self/mountinfo")
      .split("\n")
      .filter((line) => line.includes(root))
      .map((line) => `mount ${line}`),
    ...controlGroups.filter((group) => existsSync(group)).map((group) => `control group ${group}`),
    // A number that is given back may be somebody else's at once.
    ...identities.filter(({ uid, key }) => keyOf(uid) === key).map(({ uid }) => `identity ${uid}`),
    ...identities
      .filter(({ uid, key }) => [key, ""].includes(keyOf(uid)) && existsSync(`${OURS}/homes/${uid}`))
      .map(({ uid }) => `home of ${uid}`),
    ...(existsSync(socketFolder) ? [`socket folder ${socketFolder}`] : []),
  ];
}

/** Of the given sockets, or of all. */
function listening(inodes?: ReadonlySet<string>): readonly string[] {
  return read("/proc/net/tcp")
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      return state === "0A" && (inodes === undefined || inodes.has(inode)) ? [local] : [];
    });
}

function socketsOf(pid: number): readonly string[] {
  return namesIn(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1] ?? []);
}

/** Those that Seaway makes lie below one folder of its own, in whichever hierarchy. */
function controlGroupsOf(pid: number): readonly string[] {
  return read(`/proc/${pid}/cgroup`)
    .split("\n")
    .flatMap((line) => {
      const [, controllers = "", path = ""] = line.split(":");
      return path.includes("/seaway/") ? [join("/sys/fs/cgroup", controllers, path)] : [];
    });
}

const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
