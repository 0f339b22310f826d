import type { Place } from "../../../engine/ports/runtime.ts";
import type { Job } from "../../connections/local/job.ts";
import type { ProcessIdentity } from "../../connections/local/process-identity.ts";

/** A process that the runtime keeps alive for an environment beside its services: a database server, a pipe to its socket. */
export interface Resident {
  /** `database.users`; one process for each id in an environment. */
  readonly id: string;
  readonly job: Omit<Job, "output">;
  /**
   * Whether every process of its program that works in its folder is a part of it: then none outlives it. PostgreSQL's finish their
   * query when their server was killed, and as long as one does no other server can start.
   */
  readonly ownFolder?: true;
  /** What ends it cleanly (PostgreSQL: SIGINT), and how long that may take before KILL. */
  readonly stop: { readonly signal: "SIGINT" | "SIGTERM"; readonly graceMs: number };
}

/** The local runtime as other local adapters use it. Ensuring is idempotent; a resident that dies is started again with back-off. */
export interface Residents {
  /** Starts the runtime when it is down, and the resident when it is not running; an equal one that runs is only found. */
  ensure(place: Place, resident: Resident): Promise<ProcessIdentity>;
  stop(place: Place, id: string): Promise<void>;
  /** Reads only, also when the runtime is dead. undefined: the runtime was never told of it. */
  observe(place: Pick<Place, "project" | "environment">, id: string): Promise<ObservedResident | undefined>;
  /** The loopback address (127.77.E.S) that a name has inside the environment; given out on first use and kept. */
  address(place: Place, name: string): Promise<string>;
}

export interface ObservedResident {
  readonly running: boolean;
  readonly identity?: ProcessIdentity;
  readonly restarts: number;
  /** Masked, rotated log. */
  readonly log: string;
}
