/** What a stand is told on its standard input. It holds throwaway passwords, so it is in no argument and no file. */
export interface StandInstructions {
  readonly postgres?: StandPostgres;
  readonly migrations: readonly StandMigration[];
  readonly services: readonly StandService[];
  readonly suite: { readonly argv: readonly string[]; readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  /** When it ends by itself, for a stand whose engine died: a living one ends it sooner. */
  readonly limitMs: number;
  /** Whether the stand has a network of its own, in which every address is its own. */
  readonly alone: boolean;
  /** File that says why no test ran. */
  readonly troubleFile: string;
}

export interface StandPostgres {
  readonly bin: string;
  /** Files of a fresh server, and where they are copied to. */
  readonly template: string;
  readonly dataFolder: string;
  readonly socketFolder: string;
  readonly log: string;
  readonly databases: readonly StandDatabase[];
}

export interface StandDatabase {
  readonly name: string;
  readonly role: string;
  readonly password: string;
  /** SQL files, run by its role in this order; none: it stays empty. */
  readonly files: readonly StandSql[];
  /** Address of the TCP pipe to it, for what can't use a socket. */
  readonly address?: string;
}

export interface StandSql {
  /** Absolute. */
  readonly path: string;
  /** Statement by statement, because something in it refuses a transaction. */
  readonly alone: boolean;
}

/** A command that brings a database forward before the services start. */
export type StandMigration = Omit<StandService, "address" | "port" | "health">;

export interface StandService {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
  /** Where it listens; absent for a worker. */
  readonly address?: string;
  readonly port?: number;
  readonly health?: string;
}

/** Why no test ran. */
export interface StandTrouble {
  /** A service or a database. */
  readonly part: string;
  readonly what: string;
  readonly tail: readonly string[];
}
