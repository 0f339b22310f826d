import { spawnSync } from "node:child_process";

/** How the processes of a job are kept together and apart: `namespaces` hold whatever they start, `process groups` can be left. */
export type Isolation = "namespaces" | "process groups";

let found: Isolation | undefined;

/** Tried once: what a kernel forbids (containers, hardened machines, other systems) is known only by asking it. */
export const isolation = (): Isolation => (found ??= tryNamespaces());

function tryNamespaces(): Isolation {
  const [program, ...options] = ownTree(isRoot());
  const { status } = spawnSync(program!, [...options, "true"], { stdio: "ignore", env: { PATH: SYSTEM_PATH }, timeout: 10_000 });
  return status === 0 ? "namespaces" : "process groups";
}

/**
 * A process tree of its own, with its own mounts; it goes with the `unshare` process, `setsid` children included.
 * @source rules-rollout 12.1: both recipes leave every capability, so what users wrote needs `setpriv` behind them.
 */
export const ownTree = (root: boolean, network?: "none"): readonly string[] => [
  "unshare",
  ...(root ? [] : ["--user", "--map-current-user", "--keep-caps"]),
  "--mount",
  "--propagation",
  "private",
  "--pid",
  "--fork",
  "--kill-child=KILL",
  "--mount-proc",
  ...(network === undefined ? [] : ["--net"]),
];

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Where the programs of the launcher are found; never the user's own PATH. */
export const SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
