import type { Finding } from "../../model/finding.ts";
import type { Holder } from "../../model/events/run-event.ts";
import type { Clock } from "./clock.ts";
import type { Command } from "./connection.ts";
import type { Machines } from "./machines.ts";
import type { Provider } from "./provider.ts";
import type { Runtime } from "./runtime.ts";
import type { SecretSource } from "./secret-source.ts";
import type { Sources } from "./sources.ts";
import type { Store } from "./store.ts";

/** Everything the engine asks of the world; built in `compose.ts`, passed to every operation. */
export interface Ports {
  /** Id of the project whose store this is; on a machine no two are equal, whatever their names. */
  readonly project: string;
  readonly store: Store;
  readonly secrets: SecretSource;
  readonly clock: Clock;
  readonly provider: Provider;
  readonly runtime: Runtime;
  /** What a failed deployment is explained by; without it, by the runtime's diagnosis alone. */
  readonly sources?: Sources;
  /** What this machine has of what is needed, for `doctor`. */
  readonly examine?: () => Promise<readonly Finding[]>;
  /** Machines that are not this one. Absent: none can be reached. */
  readonly machines?: Machines;
  /** Runs a program in the terminal of whoever asks; nothing of it is durable. @returns its exit code. Absent: there is none. */
  readonly inTerminal?: (command: Command) => Promise<number>;
  /** Folder for the files of a run: `runs/128`. */
  readonly runFolder: (run: number) => string;
  /** A new random token, by which an act is recognised in the world. */
  readonly newToken: () => string;
  /** Who asks, for records and for those who wait. */
  readonly user: string;
  /** This process, as a holder of locks. */
  readonly engine?: Holder["engine"];
  /** Whether the process of a holder is known to be gone: then its lock need not run out first. */
  readonly isGone: (holder: Holder) => boolean;
  readonly machine: string;
}
