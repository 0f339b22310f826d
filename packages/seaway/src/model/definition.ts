import type { Json } from "../std/json.ts";

/**
 * What a `seaway.config.ts` yields: plain JSON, evaluated once, hashed, shown, compared and stored. Nothing is replayed from user code.
 * Defaults are filled in, paths are relative to the project's folder with `/`, and references are data (`{ ref: "users.uri" }`).
 */
export interface ProjectDefinition {
  readonly name: string;
  readonly services: readonly ServiceDefinition[];
  readonly databases: readonly DatabaseDefinition[];
  /** Absent: it has none. */
  readonly machines?: readonly MachineDefinition[];
  readonly environments: Readonly<Record<string, EnvironmentDefinition>>;
  /** The environment that commands use without `--env`. */
  readonly defaultEnvironment: string;
}

/** A setting: a text, one property of another node (`users.uri`, `backend.url`), or a secret by name, whose value is never here. */
export type SettingDefinition = string | { readonly ref: string } | { readonly secret: string };

export interface ServiceDefinition {
  readonly name: string;
  readonly kind: "web" | "worker";
  /** Folder of its sources below the project's folder. */
  readonly path: string;
  /** The port that callers use (`http://backend:5001`). Absent for a worker. */
  readonly port?: number;
  /** Argument list, without a shell. */
  readonly command: readonly string[];
  /** Path that answers 2xx when an instance is well; absent: `OPTIONS /` below 500 counts as reached. */
  readonly health?: string;
  readonly env: Readonly<Record<string, SettingDefinition>>;
  readonly replicas: number;
  readonly memoryMiB?: number;
  /** Whether it has an entry point at which users reach it. */
  readonly public: boolean;
  /** Folder that outlives releases, mounted at `path` (absolute) in each instance. Holds data. */
  readonly volume?: { readonly name: string; readonly path: string };
  /** How it is tested; `false`: it has no tests, and that is meant; absent: by pytest, without a network. */
  readonly test?: TestDefinition | false;
}

export type TestDefinition = {
  /** Runs the tests and writes JUnit; absent: pytest. Argument list, without a shell. */
  readonly command?: readonly string[];
  /** Whether the tests may reach the network; else they see nothing but their own stand. */
  readonly network: boolean;
  readonly timeoutMs: number;
  /** How often failed tests are tried again before they count. */
  readonly retryFlaky: number;
};

export interface DatabaseDefinition {
  readonly name: string;
  readonly engine: "postgres";
  /** Major version, such as "18". */
  readonly version: string;
  /** Name of the database inside its server. */
  readonly databaseName: string;
  /** SQL file that makes the tables, run once, when the database is created. */
  readonly schema?: string;
  /** SQL file with first rows, run once, after the schema, never on a redeploy. */
  readonly seed?: string;
  /** What brings its tables forward before a release starts. */
  readonly migrate?: MigrateDefinition;
  /** The migrations of this release break the one that serves: no automatic restore after them. Absent: they don't. */
  readonly compatible?: false;
}

export type MigrateDefinition =
  /** A folder of SQL files, or a list of them. */
  | { readonly files: string | readonly string[] }
  /** A command of a service; `files`: the folder whose content decides whether it has to run again. */
  | { readonly service: string; readonly command: readonly string[]; readonly files?: string };

/** A host reached over SSH; what is absent is the user's own ssh's to say. */
export interface MachineDefinition {
  readonly name: string;
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** File of the private key; may begin with `~/`. */
  readonly key?: string;
  /** Its public key: `ssh-ed25519 AAAA…`. */
  readonly hostKey?: string;
}

export interface EnvironmentDefinition {
  readonly target: "local";
  readonly protected: boolean;
  /** Properties of services that differ here; already checked, merged by `inEnvironment`. */
  readonly services: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** Where in a file something was written; lines and columns from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
