import type { Json } from "../std/json.ts";
import type { ProjectDefinition, SourcePosition } from "./definition.ts";
import type { DeploymentNumber, NodeId, PlanId, ReleaseNumber } from "./numbers.ts";
import type { Commit, SecretVersions } from "./release.ts";
import type { Stage } from "./stage.ts";

/**
 * `up` makes the environment as the definition says, `test` only builds and tests, `deploy` brings one existing release, `rollback` the last
 * good deployment of an earlier one, `destroy` takes everything away.
 */
export type Verb = "up" | "test" | "deploy" | "rollback" | "destroy";

/** Where a plan that builds nothing takes its release from: `deploy` and `rollback`. */
export interface DeploySource {
  readonly release: ReleaseNumber;
  /** The good deployment that a rollback brings back. */
  readonly deployment?: DeploymentNumber;
  /** The environment that serves it, with `--from`. */
  readonly from?: string;
  readonly reason?: string;
  /** By service: the key of its artifact. */
  readonly keys: Readonly<Record<string, string>>;
  /** By service: secret versions that go back with it; absent: the newest ones. */
  readonly secrets?: Readonly<Record<string, SecretVersions>>;
}

/** The tests that somebody asked for; such a run of a suite is never taken for the whole one. */
export interface TestSelection {
  readonly services: readonly string[];
  /** By service: pytest node ids or expressions; absent for a service: all of its tests. */
  readonly only: Readonly<Record<string, readonly string[]>>;
}

/** Ordered changes with their reasons. Read-only to make, plain JSON, safe to show: it holds no secret. */
export interface Plan {
  readonly v: 1;
  readonly id: PlanId;
  /** Digest of everything that decides what will be done; a plan whose fingerprint no longer holds is stale. */
  readonly fingerprint: string;
  readonly project: string;
  readonly verb: Verb;
  readonly environment: string;
  readonly commit: Commit | undefined;
  readonly definition: ProjectDefinition;
  /** The same with nothing of an environment merged in, which is what a release holds; absent: the definition has no environments of its own. */
  readonly whole?: ProjectDefinition;
  readonly source?: DeploySource;
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep[];
  /** Nodes that hold data and would lose it: the plan can't run before each is named, or its loss taken out of the config. */
  readonly needsDecision: readonly NodeId[];
  /** Nodes that hold data, are no longer desired, and stay because nobody named them. */
  readonly kept: readonly NodeId[];
  /** Secrets that its services read and that this environment does not have. */
  readonly missingSecrets: readonly { readonly name: string; readonly service: string }[];
  readonly warnings: readonly string[];
  readonly selection?: TestSelection;
  readonly madeAtMs: number;
}

export type Action =
  | "create"
  | "update"
  | "recreate"
  | "destroy"
  /** A task that will run. */
  | "run"
  /** A task whose result is in the cache. */
  | "cached"
  | "same";

/** What will happen to one node, and why. */
export interface Change {
  readonly node: NodeId;
  readonly action: Action;
  readonly stage: Stage;
  /** At least one for everything but `same`, most telling first. */
  readonly reasons: readonly Reason[];
  /** Data would be lost: carried out only when the node is named by `--allow-destroy`. */
  readonly losesData: boolean;
  /** What it holds, to be said beside the danger: `12 MB, 4 tables`. */
  readonly holds?: string;
  /** The way that loses nothing: `keep name: "users"`. */
  readonly instead?: string;
  /** A service whose instances are as they should be, and stay: only what leads to them is mended. */
  readonly keepsInstances?: true;
  /** Which kind of the target carries it: `local.postgres`; `service` for a service in the runtime. */
  readonly kind: string;
  /** What the node should be, with references unresolved; absent when it goes. */
  readonly desired?: Json;
  /** Key of a task's cache entry: the digest of its inputs. */
  readonly key?: string;
  /** Tasks whose keys are among its inputs: what they make is made anew, so is this. */
  readonly keyedBy?: readonly NodeId[];
}

/** One cause of a change. `text` alone is a whole clause: `backend/app.py changed`, `its server is not running`. */
export interface Reason {
  readonly text: string;
  readonly position?: SourcePosition;
  /** Whether the world moved by itself (drift), rather than what is desired. */
  readonly drift?: boolean;
}

/** A unit of the run. `rollout` carries the changes of all services together; every other step is one node. */
export interface PlannedStep {
  /** The node's id, or `rollout`. */
  readonly id: string;
  readonly stage: Stage;
  readonly action: Action;
  readonly dependsOn: readonly string[];
}

/** Whether a run of it would do anything: what comes from the cache is there already. */
export const hasWork = ({ steps }: Pick<Plan, "steps">): boolean => steps.some(({ action }) => action !== "cached");
