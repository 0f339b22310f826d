import type { Json } from "../../std/json.ts";
import type { ProjectDefinition } from "../../model/definition.ts";
import type { Migration, MigrationPart } from "../../model/migration.ts";
import type { NodeId } from "../../model/numbers.ts";
import type { DeploySource, TestSelection, Verb } from "../../model/plan.ts";
import type { Commit, Release } from "../../model/release.ts";
import type { Observed, Provider } from "../ports/provider.ts";
import type { ObservedRuntime } from "../ports/runtime.ts";
import type { SecretVersion } from "../ports/secret-source.ts";
import type { CacheEntry, RecordedNode } from "../ports/store.ts";

/** Desired, recorded and observed, all read before a plan is made: the rules of this folder look at this and at nothing else. */
export interface Worlds {
  readonly verb: Verb;
  readonly environment: string;
  /** The definition with the environment's own properties merged in. */
  readonly definition: ProjectDefinition;
  /** What the target can do; the rules ask its kinds for differences, and never for its name. */
  readonly provider: Provider;
  readonly recorded: ReadonlyMap<NodeId, RecordedNode>;
  /** What was just read of each recorded resource; undefined: it is not there. */
  readonly observed: ReadonlyMap<NodeId, Observed | undefined>;
  /** What was just computed of each desired task. */
  readonly tasks: ReadonlyMap<NodeId, ObservedTask>;
  /** By build: what the artifact was made from that the recorded service runs. */
  readonly running: ReadonlyMap<NodeId, CacheEntry>;
  /** By database: what it has to be brought to. */
  readonly migrations: ReadonlyMap<string, Migration>;
  /** By database: what was applied to it, as it says itself; absent: it can't be asked. */
  readonly applied: ReadonlyMap<string, readonly MigrationPart[]>;
  readonly runtime: ObservedRuntime;
  readonly serving: Release | undefined;
  readonly secrets: ReadonlyMap<string, SecretVersion>;
  readonly allowDestroy: ReadonlySet<NodeId>;
  readonly commit: Commit | undefined;
  readonly selection?: TestSelection;
  readonly whole?: ProjectDefinition;
  readonly source?: DeploySource;
}

export interface ObservedTask {
  readonly inputs: Readonly<Record<string, string>>;
  readonly key: string;
  /** The cached result of exactly these inputs, still whole. */
  readonly cached?: CacheEntry;
  /** What the last result of this node came from: what a miss is compared with. */
  readonly newest?: CacheEntry;
  /** A result was recorded and is damaged or gone. */
  readonly damaged?: boolean;
}

/** A vertex of the plan while the rules build it. */
export interface PlanNode {
  readonly id: NodeId;
  readonly family: "resource" | "task" | "migration" | "service";
  /** The kind that carries it: `local.postgres`; `migration` and `service` are carried by the rollout. */
  readonly kind: string;
  readonly desired?: Json;
  /** Ids that its properties refer to: it is carried out after them. */
  readonly refersTo: readonly NodeId[];
  /** Of a task: nodes whose keys are among its inputs. */
  readonly keyedBy?: readonly NodeId[];
}
