import type { Clock } from "../../../engine/ports/clock.ts";
import type { Connection } from "../../../engine/ports/connection.ts";
import type { Place } from "../../../engine/ports/runtime.ts";
import type { SecretSource } from "../../../engine/ports/secret-source.ts";
import type { Residents } from "../../runtimes/local/residents.ts";

/** What the kinds of this provider need of the machine; built in `compose.ts`, never reached for. */
export interface LocalWorld {
  readonly connection: Connection;
  readonly residents: Residents;
  readonly secrets: SecretSource;
  readonly clock: Clock;
  /** Absolute folder of the project: sources and SQL files lie below it. */
  readonly projectFolder: string;
  /** Absolute folder of the project's state, mode 0700: data, artifacts and environments lie below it. */
  readonly stateFolder: string;
  /** What is the same for all projects and can be fetched again: PostgreSQL's programs, packages. */
  readonly cacheFolder: string;
  /** Short folder for sockets, one for each state folder. */
  readonly socketFolder: string;
  /** The environment and the fence of its lock, asked at each act: a resumed run holds another one. */
  readonly place: (environment: string) => Place;
  /** The uid and gid without login of `environment:<project>/<name>` or `build:<project>`; undefined when Seaway is not root. */
  readonly identityFor: (key: string) => Promise<{ readonly uid: number; readonly gid: number } | undefined>;
  /** Who made what Seaway generates, for records. */
  readonly user: string;
}

export const isRoot = (): boolean => process.getuid?.() === 0;
