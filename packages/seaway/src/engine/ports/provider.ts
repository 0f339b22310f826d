import type { Json } from "../../std/json.ts";
import type { Migration, MigrationPart } from "../../model/migration.ts";
import type { NodeId } from "../../model/numbers.ts";
import type { Reason } from "../../model/plan.ts";
import type { Problem } from "../../model/problem.ts";
import type { Stage } from "../../model/stage.ts";
import type { SuiteReport, TestResult } from "../../model/suite-report.ts";
import type { Command } from "./connection.ts";

/**
 * What we ask of a target: its kinds of nodes, each with the methods that it has. Ability is the presence of a method:
 * a kind without `update` is recreated when it differs; one without `delete` is only forgotten.
 */
export interface Provider {
  readonly resources: Readonly<Record<string, ResourceKind>>;
  readonly tasks: Readonly<Record<string, TaskKind>>;
  /** Which of its kinds carries a database of an engine, a service's volume, and the build of a service's artifact. */
  readonly kinds: {
    readonly database: Readonly<Record<string, string>>;
    readonly volume: string;
    readonly build: string;
    /** Which kind of task carries the tests of a service; absent: this target has no test stage. */
    readonly suite?: string;
  };
  /** Whether a service's limit of memory can be kept on this machine; quick. Absent: it always can. */
  limitsMemory?(): boolean;
}

/** A kind of node that exists until it is deleted. Properties and outputs are plain JSON. */
export interface ResourceKind<Props extends Json = Json, Outputs extends Json = Json> {
  readonly stage: Stage;
  readonly holdsData: boolean;
  /** Looks, changes nothing, and is quick: it runs in every plan. undefined: it is not there, which is an answer and no error. */
  read(identity: NodeIdentity, recorded: { readonly props: Props; readonly outputs: Outputs }): Promise<Observed | undefined>;
  /** Every difference between what is desired and what is there, with its reason; none: nothing to do. */
  diff(desired: Props, recorded: Props, observed: Observed): readonly Difference[];
  /** Makes it, or finishes what a killed attempt began: every `act` inside may meet a half-made world. */
  create(identity: NodeIdentity, desired: Props, acts: Acts): Promise<Outputs>;
  update?(
    identity: NodeIdentity,
    desired: Props,
    recorded: { readonly props: Props; readonly outputs: Outputs },
    acts: Acts,
  ): Promise<Outputs>;
  /** The value of one property that others refer to (`users.uri`), and what in it must be masked. undefined: it has no such property. */
  resolve?(identity: NodeIdentity, outputs: Outputs, property: string): Promise<ResolvedReference | undefined>;
  /** The SQL files that a database's `migrate` names, in the order in which they are applied. @throws SEA-3118 */
  migrationFiles?(desired: Props): Promise<readonly (MigrationPart & { readonly sql: string })[]>;
  /** What was applied to it, as it says itself; quick. undefined: it can't be asked now. */
  applied?(
    identity: NodeIdentity,
    recorded: { readonly props: Props; readonly outputs: Outputs },
  ): Promise<readonly MigrationPart[] | undefined>;
  /** Brings it forward by what was not applied yet. @returns the names of those. @throws SEA-5314 */
  migrate?(
    identity: NodeIdentity,
    recorded: { readonly props: Props; readonly outputs: Outputs },
    work: MigrationWork,
    acts: Acts,
  ): Promise<readonly string[]>;
  /** Writes what it holds into a file that is not there yet, whole or not at all. */
  backup?(identity: NodeIdentity, recorded: { readonly props: Props; readonly outputs: Outputs }, file: string): Promise<void>;
  /** Puts what a backup holds in the place of what is there, in one transaction: after a failure everything is as it was. */
  restore?(identity: NodeIdentity, recorded: { readonly props: Props; readonly outputs: Outputs }, file: string, acts: Acts): Promise<void>;
  /** The program that talks to it as its application does; credentials are in the environment alone. */
  shell?(identity: NodeIdentity, recorded: { readonly props: Props; readonly outputs: Outputs }): Promise<ShellCommand>;
  delete?(identity: NodeIdentity, recorded: { readonly props: Props; readonly outputs: Outputs }, acts: Acts): Promise<void>;
}

/** A kind of node that produces a result from its inputs. */
export interface TaskKind<Props extends Json = Json, Outputs extends Json = Json> {
  readonly stage: Stage;
  /** Name of each input → its digest. The key of the cache is the digest of all of them. Quick: it runs in every plan. */
  inputs(identity: NodeIdentity, desired: Props): Promise<Readonly<Record<string, string>>>;
  /** Whether a cached result is still there and whole; quick. */
  intact(outputs: Outputs): Promise<boolean>;
  /** Removes results that nobody names any more. @param keep digests of artifacts that may still be deployed */
  prune?(keep: ReadonlySet<string>): Promise<void>;
  /** Produces the result from exactly these inputs. @throws SEA-4102 when the sources changed under it. */
  run(identity: NodeIdentity, desired: Props, given: TaskGiven, acts: Acts): Promise<TaskResult<Outputs>>;
  /** Ends what a `run` of a dead engine left under way in this folder, and takes away what it left half made. */
  abandon?(identity: NodeIdentity, acts: Acts): Promise<void>;
}

/** What a task is carried out with. */
export interface TaskGiven {
  /** What `inputs` said when the plan was made, and under each node that its key depends on, that node's own key. */
  readonly inputs: Readonly<Record<string, string>>;
  /** By node: the outputs of every task that it depends on. */
  readonly upstream: Readonly<Record<NodeId, Json>>;
}

/** What came of a task. A failed suite is an answer: `failed` with its report. Only results without `failed` are cached. */
export interface TaskResult<Outputs extends Json = Json> {
  readonly outputs: Outputs;
  /** One clause for people: `214 passed`. */
  readonly note?: string;
  readonly failed?: Problem;
  /** A suite's report, but for what only the engine knows. */
  readonly suite?: {
    readonly report: Omit<SuiteReport, "run" | "node" | "attempt" | "environment" | "key">;
    readonly results: readonly TestResult[];
  };
}

export interface MigrationWork {
  readonly migration: Migration;
  /** `r44`: kept beside what is applied. */
  readonly release: string;
  /** Heard before a command is started; one that runs is finished, so that nothing is left half made. */
  readonly stop: AbortSignal;
  /** What applies it, where SQL files don't. It may be run again when the machine went down under it. */
  readonly command?: Command;
}

export interface ShellCommand {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ResolvedReference {
  readonly value: string;
  readonly secrets: readonly string[];
}

export interface NodeIdentity {
  readonly project: string;
  readonly environment: string;
  readonly node: NodeId;
}

export interface Observed {
  /** What stands there, as the kind's own `diff` understands it. */
  readonly facts: Json;
  /** For people, where it holds data: `12 MB, 2 tables`. */
  readonly holds?: string;
}

export interface Difference {
  readonly by: "update" | "recreate";
  readonly reason: Reason;
  /** The way that keeps the data, for a recreate. */
  readonly instead?: string;
}

/** How a kind or an operation changes the world: each act is durable before it is done and recorded after it. */
export interface Acts {
  readonly signal: AbortSignal;
  /** Folder for this attempt's files, and for the folders of its commands. */
  readonly folder: string;
  /**
   * Does one thing exactly once. The intent, with a token that stays the same when a killed run is resumed, is durable before `perform`
   * is called, and its result after. A finished act is not repeated: its recorded result is returned. An act that was intended and not
   * finished is performed again with the same token and must find out by it whether it was done.
   * The result is stored as JSON (`null` for nothing).
   */
  act<Result>(name: string, perform: (token: string) => Promise<Result>): Promise<Result>;
  /** A clause for people about what goes on now: `schema.sql`, `ready 1 of 2`. */
  readonly progress: (note: string) => void;
}
