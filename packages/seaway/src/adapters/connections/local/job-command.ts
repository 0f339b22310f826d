import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import { fileURLToPath } from "node:url";
import type { Identity } from "./identities.ts";
import { ownTree } from "./isolation.ts";

/** How one job is boxed in, decided before anything starts. */
export interface Box {
  /** `tree`: a process tree of its own below `init.sh`. `group`: a session, and a mark in the environment. */
  readonly kind: "tree" | "group";
  readonly root: boolean;
  /** Whether capabilities and new privileges are taken away: everything that users wrote. */
  readonly confined: boolean;
  /** As root, whose uid it gets. */
  readonly identity?: Identity;
  /** In a user namespace in which it is no root. */
  readonly unprivilegedUser: boolean;
  /** A network namespace of its own. */
  readonly network?: "none";
  /** Words for `init.sh`, see `box-mounts.ts`. */
  readonly mounts: readonly string[];
}

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const enter = readFileSync(beside("./enter.sh"), "utf8");
const ENTER = 'eval "$__seaway_enter"';

/** The program and the arguments that start a job. Values of its environment are in none of them: `ps` shows these words to everybody. */
export const jobCommand = (folder: string, argv: readonly string[], box: Box): readonly string[] => [
  "/bin/sh",
  beside("./launcher.sh"),
  folder,
  box.kind,
  ...boxedCommand(argv, box, "in a session of its own"),
];

/** The program in its box, without the launcher that makes it durable. */
export const boxedCommand = (
  argv: readonly string[],
  box: Box,
  where: "in a session of its own" | "in the caller's session",
): readonly string[] => [
  ...(box.kind === "tree" ? [...ownTree(box.root, box.network), "/bin/sh", beside("./init.sh"), ...box.mounts] : []),
  ...(box.kind === "tree" && !box.confined ? ["enter", ...apart(box, where), ...argv] : []),
  ...(box.kind === "tree" && box.confined ? ["--"] : []),
  ...(box.kind === "group" || box.confined ? [...apart(box, where), ...rights(box), "/bin/sh", "-c", ENTER, "sh", ...argv] : []),
];

const apart = (box: Box, where: Parameters<typeof boxedCommand>[2]): readonly string[] => [
  // A shell makes what it starts with `&` deaf to INT, and only another program can undo that.
  ...(box.kind === "tree" ? ["/usr/bin/env", "--default-signal=INT,QUIT"] : []),
  // A session of its own: a program that signals its whole group (`kill 0`) must not reach the launcher.
  ...(where === "in the caller's session" ? [] : ["/usr/bin/setsid"]),
];

function rights(box: Box): readonly string[] {
  if (box.unprivilegedUser) return ["unshare", "--user", "--map-user=1000", "--map-group=1000"];
  if (!box.confined) return [];
  const { identity } = box;
  // An ordinary user outside a namespace of its own has no capabilities, nor the right to drop them.
  if (box.kind === "group" && !box.root) return ["setpriv", "--no-new-privs"];
  return [
    "setpriv",
    ...(identity === undefined ? [] : ["--reuid", String(identity.uid), "--regid", String(identity.gid), "--clear-groups"]),
    "--bounding-set=-all",
    "--inh-caps=-all",
    "--ambient-caps=-all",
    "--no-new-privs",
  ];
}

/**
 * The environment of the launcher. The job's own variables travel under other names until its rights are dropped: an `LD_PRELOAD` of a
 * user must not act on programs that still have them.
 */
export function launcherEnvironment(job: { readonly cwd: string; readonly env: Readonly<Record<string, string>> }): Record<string, string> {
  const entries = Object.entries(job.env);
  return {
    ...Object.fromEntries(entries.map(([name, value], index) => [`__seaway_${index + 1}`, `${name}=${value}`])),
    __seaway_enter: enter,
    __seaway_count: String(entries.length),
    __seaway_cwd: job.cwd,
    __seaway_boot: String(Math.round(Date.now() - uptime() * 1_000)),
  };
}
