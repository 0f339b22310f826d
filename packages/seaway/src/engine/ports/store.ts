import type { Json } from "../../std/json.ts";
import type { Holder, NumberedEvent, RunEvent } from "../../model/events/run-event.ts";
import type { NodeId, PlanId, ReleaseNumber, RunNumber } from "../../model/numbers.ts";
import type { Pin } from "../../model/pin.ts";
import type { Plan, Verb } from "../../model/plan.ts";
import type { Deployment, Release } from "../../model/release.ts";
import type { PastResult, SuiteReport, TestResult } from "../../model/suite-report.ts";

/**
 * One store a project: it gives out numbers and holds plans, runs with their events, what was recorded of each node, releases,
 * deployments, the cache and sealed secrets. Every adapter passes `testing/store-suite.ts`.
 */
export interface Store {
  /** The next number of a counter, from 1; never given twice, also to two processes at once. */
  allocate(counter: Counter): Promise<number>;

  /**
   * One atomic, durable write. With a fence, the whole batch is refused (SEA-8101) unless that fence still holds its environment's lock.
   * Resolves only when the bytes are safe from a power cut.
   */
  write(batch: Batch, fence?: Fence): Promise<void>;

  /** Takes the lock of an environment, or tells who holds it. A holder whose lease ran out is taken over. */
  acquire(environment: string, holder: Holder, leaseMs: number): Promise<Acquired>;
  /** @returns false when somebody took the lock over meanwhile. */
  renew(fence: Fence, leaseMs: number): Promise<boolean>;
  /** Gives the lock back; nothing happens when it is no longer ours. */
  release(fence: Fence): Promise<void>;
  /** Who holds the lock now; undefined when it is free or its lease ran out. */
  holder(environment: string): Promise<Holder | undefined>;

  /** Events of a run in their order, after sequence number `after` (0: all). */
  events(run: RunNumber, after?: number): Promise<readonly NumberedEvent[]>;
  run(run: RunNumber): Promise<RunRecord | undefined>;
  /** Newest first. */
  runs(filter?: { readonly environment?: string; readonly limit?: number }): Promise<readonly RunRecord[]>;
  plan(id: PlanId): Promise<Plan | undefined>;
  /** What was recorded of each node that exists in an environment. */
  nodes(environment: string): Promise<readonly RecordedNode[]>;
  artifact(key: string): Promise<CacheEntry | undefined>;
  /** The newest cache entry of a node, whatever its key: what a miss is compared with. */
  newestOf(project: string, node: NodeId): Promise<CacheEntry | undefined>;
  getRelease(release: ReleaseNumber): Promise<Release | undefined>;
  /** Newest first. */
  releases(filter?: { readonly limit?: number }): Promise<readonly Release[]>;
  /** What stops deployments into an environment; undefined when they flow. */
  pin(environment: string): Promise<Pin | undefined>;
  /** Reports of suites, newest first. */
  suites(filter?: {
    readonly environment?: string;
    readonly node?: NodeId;
    readonly run?: RunNumber;
    readonly limit?: number;
  }): Promise<readonly SuiteReport[]>;
  /** Every test of one suite's report, in its order. */
  results(suite: Pick<SuiteReport, "run" | "node" | "attempt">): Promise<readonly TestResult[]>;
  /** What became of one test (`TestResult.id`) in earlier reports of a suite, newest first. */
  testHistory(node: NodeId, test: string, limit: number): Promise<readonly PastResult[]>;
  /** Newest first. */
  deployments(filter?: { readonly environment?: string; readonly limit?: number }): Promise<readonly Deployment[]>;
  /** Names of all environments that anything was ever deployed to, sorted. */
  deployedEnvironments(): Promise<readonly string[]>;
  /** Every version of every secret of an environment, newest version first; values stay sealed. */
  secrets(environment: string): Promise<readonly SealedSecret[]>;
  /** Which key the store's secrets are sealed with; undefined while it holds none. Says nothing about the key. */
  keyFingerprint(): Promise<string | undefined>;

  close(): Promise<void>;
}

/** What is numbered. A secret's versions are a counter of their own, so that a removed secret's numbers never come back. */
export type Counter = "run" | "release" | "deployment" | `secret ${string}`;

/** Everything of one write; parts that are absent are left as they are. */
export interface Batch {
  readonly run?: RunRecord;
  readonly events?: { readonly run: RunNumber; readonly events: readonly RunEvent[] };
  readonly plan?: Plan;
  readonly nodes?: { readonly environment: string; readonly put?: readonly RecordedNode[]; readonly remove?: readonly NodeId[] };
  readonly cache?: CacheEntry;
  readonly madeRelease?: Release;
  /** A deployment that is opened, or the same one again when it is closed. */
  readonly deployment?: Deployment;
  readonly pin?: Pin;
  /** The environment whose pin is lifted. */
  readonly unpin?: string;
  readonly suite?: { readonly report: SuiteReport; readonly results: readonly TestResult[] };
  readonly secret?: SealedSecret;
  readonly removeSecret?: { readonly environment: string; readonly name: string };
  /** The key that `secret` is sealed with. While the store holds secrets of one key, a batch with another one is refused (SEA-7106). */
  readonly keyFingerprint?: string;
}

/** A right to write: the environment and the number of this holding of its lock, which rises with every holder. */
export interface Fence {
  readonly environment: string;
  readonly fence: number;
}

export type Acquired =
  | { readonly kind: "acquired"; readonly fence: Fence; readonly takenOverFrom?: Holder }
  /** The fence tells a dead holder's lock from the next one's: whoever knows that this holder is gone may give its lock back. */
  | { readonly kind: "busy"; readonly holder: Holder; readonly fence: number };

/** A run as it was asked for; how it went is the fold of its events, never a status here. */
export interface RunRecord {
  readonly number: RunNumber;
  readonly environment: string;
  readonly plan: PlanId;
  readonly verb: Verb;
  readonly user: string;
  readonly because: string;
  readonly requestedAtMs: number;
  /** What `--allow-destroy` named. */
  readonly allowDestroy: readonly NodeId[];
  /** Absolute folder of the project, whose sources are built. */
  readonly folder: string;
  /** How long a busy environment is waited for; 0: not at all. */
  readonly lockTimeoutMs: number;
}

/** A node as the last successful act left it. */
export interface RecordedNode {
  readonly node: NodeId;
  /** `local.postgres`: which kind reads, changes and deletes it. */
  readonly kind: string;
  readonly holdsData: boolean;
  /** The desired properties that were carried out. */
  readonly props: Json;
  /** What it yields to others (`host`, `port`); a secret is here by name and version only. */
  readonly outputs: Json;
  /** Its creation was begun and not finished: it is created again, or deleted, but not relied on. */
  readonly unfinished?: true;
  readonly run: RunNumber;
  readonly atMs: number;
}

/** The result of a task, by the content of its inputs. */
export interface CacheEntry {
  /** `sha256:…` over `inputs`. */
  readonly key: string;
  readonly project: string;
  readonly node: NodeId;
  /** Name of each input → its digest: `file backend/app.py`, `interpreter`. What `why` compares. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Json;
  readonly run: RunNumber;
  readonly atMs: number;
}

/** AES-256-GCM under the store's key; the name and the environment are bound to it as additional data. */
export interface SealedSecret {
  readonly environment: string;
  readonly name: string;
  readonly version: number;
  readonly sealed: string;
  /** HMAC of the value under the store's key: equal and different can be told apart, the value can't be guessed. */
  readonly mac: string;
  readonly setAtMs: number;
  readonly setBy: string;
  /** Made by Seaway (a database's password), not set by a person. */
  readonly generated: boolean;
}
