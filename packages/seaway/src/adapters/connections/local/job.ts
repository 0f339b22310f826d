import type { Sandbox } from "../../../engine/ports/connection.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/** A process that outlives whoever starts it: a command of a run, an instance of a service, a database server. */
export interface Job {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** File that stdout and stderr are appended to; made 0600 when it is not there. */
  readonly output: string;
  readonly stdin?: string;
  readonly sandbox?: Sandbox;
  /** As root: in a user namespace in which Seaway's own user is no root (PostgreSQL refuses uid 0). Excludes `sandbox`. */
  readonly unprivilegedUser?: boolean;
}

/** What the files of a job's folder and /proc say of it. */
export type JobState =
  | { readonly kind: "unstarted" }
  | { readonly kind: "running"; readonly identity: ProcessIdentity }
  | { readonly kind: "exited"; readonly code: number; readonly signal?: string; readonly atMs: number }
  /** Started, gone, and left no exit code: the machine or the launcher was killed. */
  | { readonly kind: "lost"; readonly identity?: ProcessIdentity };
