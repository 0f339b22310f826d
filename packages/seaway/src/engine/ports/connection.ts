/**
 * Runs programs on a machine (this one, later one over SSH), durably: the command lives outside the engine's process, its output
 * and exit code go to files, and a restarted engine attaches again instead of starting again.
 */
export interface Connection {
  /**
   * Starts the command of this id, or attaches to it when it runs already, or returns its result when it has ended. Never runs an id twice.
   * Aborting the signal ends exactly this command's process tree (TERM, after `graceMs` KILL), `setsid` children included.
   * @throws SEA-8301 when it was started and neither runs nor left an exit code (the machine went down under it).
   */
  run(command: Command, options: RunOptions): Promise<CommandResult>;
}

export interface Command {
  /** Argument list; never a shell string. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Values in `env` or on standard input that must be masked in the log. */
  readonly secrets?: readonly string[];
  /** Text for standard input. */
  readonly stdin?: string;
  /** As whom and in what box it runs; absent: as Seaway itself (our own tools only, never what users wrote). */
  readonly sandbox?: Sandbox;
}

/** The box of what users wrote: a uid without login, no capabilities, its own process tree (rules-rollout 12.1). */
export interface Sandbox {
  /** Whose uid it gets, as root: one for each environment, one for the builds of a project. `environment:<project id>/<name>` or `build:<project id>`. */
  readonly identity: string;
  /** Absolute paths that must be reachable although a parent folder is closed: bound read-only, or writable. */
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Folders that are bound, writable, at another path (a service's volume). A path that is not there is made as an empty folder. */
  readonly mounts?: readonly { readonly folder: string; readonly path: string }[];
  /** File bound over /etc/hosts. */
  readonly hosts?: string;
  /** `none`: a network of its own with nothing in it but loopback, where namespaces can be made. Absent: the machine's. */
  readonly network?: "none";
  /** Absolute folders, empty ones, whose content lives in memory and goes with the box, where mounts can be made; else on the disk. */
  readonly memory?: readonly string[];
  /** Absolute folders that are covered by empty ones: sockets of environments that serve. */
  readonly hide?: readonly string[];
  /** Limit of memory, in MiB. */
  readonly memoryMiB?: number;
}

export interface RunOptions {
  /** Absolute folder of this command's files (`cmd.json`, `out`, `pid`, `exit`): the id. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  /** TERM to KILL; default 10,000. */
  readonly graceMs?: number;
}

export interface CommandResult {
  /** Exit code; 128 + signal number when a signal ended it. */
  readonly code: number;
  readonly signal?: string;
  /** Whether we ended it, by the signal of `RunOptions`. */
  readonly cancelled: boolean;
  /** File with its masked output, stdout and stderr as they came. */
  readonly log: string;
  /** The last 40 lines of it. */
  readonly tail: readonly string[];
}
