import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where Seaway keeps things, by the XDG base directories. Nothing else computes such a path.
 * @source https://specifications.freedesktop.org/basedir/0.8
 */
const stateHome = (): string => join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "seaway");
const configHome = (): string => join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "seaway");
export const cacheHome = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "seaway");

/** Store, runs, artifacts, data and logs of one project; mode 0700. */
export const projectState = (projectId: string): string => join(stateHome(), projectId);

/** Files of a run: a folder for each attempt's commands, and `engine/` for the process that carries it out. */
export const runFolder = (projectId: string, run: number): string => join(projectState(projectId), "runs", String(run));

/** The key of a project's store; mode 0600, never in the store itself. */
export const keyFile = (projectId: string): string => process.env.SEAWAY_KEY_FILE || join(configHome(), "keys", projectId);

/** Snapshot and logs of the local runtime: one a user, or one a state folder where tests have several. */
export const runtimeState = (): string => join(stateHome(), "runtime");

/**
 * Short folder for sockets (a Unix socket's path ends at 108 bytes), one for each state folder; gone after a reboot.
 * Root: below /run/seaway; others: below XDG_RUNTIME_DIR, else /tmp.
 */
export function socketFolder(): string {
  const own = createHash("sha256").update(stateHome()).digest("hex").slice(0, 10);
  const uid = process.getuid?.() ?? 0;
  if (uid === 0) return join("/run/seaway", own);
  return process.env.XDG_RUNTIME_DIR ? join(process.env.XDG_RUNTIME_DIR, "seaway", own) : `/tmp/seaway-${uid}/${own}`;
}
