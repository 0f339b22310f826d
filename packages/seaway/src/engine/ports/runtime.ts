import type { Json } from "../../std/json.ts";
import type { Artifact } from "../../model/artifact.ts";
import type { DeploymentNumber, ReleaseNumber } from "../../model/numbers.ts";
import type { Problem } from "../../model/problem.ts";
import type { Command } from "./connection.ts";

/**
 * What runs services and leads requests to them. One state machine uses it (`operations/deploy.ts`), every adapter passes one suite.
 * Every method is idempotent: a resumed run calls it again and gets the same answer. Every change carries the fence of the environment's
 * lock; a lower one than the runtime has seen is refused (SEA-8101).
 */
export interface Runtime {
  /** Reads the world, also when the runtime's own process is dead; changes nothing, starts nothing. */
  observe(place: Place): Promise<ObservedRuntime>;
  /** A program that runs beside a service's instances: in their box, from the artifact, with their settings. @param argv empty: a shell. Absent: this runtime can't. */
  command?(place: Place, service: ServiceVersion, argv: readonly string[]): Promise<Command>;
  /** Starts every instance of one service's next version beside the serving one; an instance that was started before is only found. */
  start(rollout: Rollout, service: ServiceVersion): Promise<readonly InstanceIdentity[]>;
  /** Resolves when every instance of the service's next version is ready. @throws the diagnosis (SEA-5301 …), evidence collected. */
  waitUntilReady(rollout: Rollout, service: ServiceVersion, watch: Watch): Promise<void>;
  /** Leads all changed services' entry points and names to their next versions, in one synchronous step; durable before it is used. */
  switchTo(rollout: Rollout): Promise<void>;
  /** Each service's next version is seen answering through the real entry point, by the instance that answered. @throws SEA-5302 */
  verify(rollout: Rollout, watch: Watch): Promise<readonly Seen[]>;
  /** The outgoing versions get no new request since the switch; resolves when none is in flight, or at the limit. */
  drain(rollout: Rollout, watch: Watch): Promise<Drained>;
  /** Leads entry points back to what served before this rollout and stops the next version. */
  restore(rollout: Rollout, watch: Watch): Promise<readonly Seen[]>;
  /** Stops every instance of these services that no pointer leads to, and forgets services that the rollout no longer has. */
  prune(rollout: Rollout, watch: Watch): Promise<void>;
  /** Stops everything of an environment and frees its addresses. */
  remove(place: Place): Promise<void>;
}

/** An environment of a project, and the right to change it. */
export interface Place {
  readonly project: string;
  readonly environment: string;
  readonly fence: number;
}

export interface Rollout extends Place {
  readonly deployment: DeploymentNumber;
  readonly release: ReleaseNumber;
  /** ALL services of the release; those with `changed` get new instances. */
  readonly services: readonly ServiceVersion[];
}

export interface ServiceVersion {
  readonly service: string;
  readonly changed: boolean;
  readonly kind: "web" | "worker";
  readonly artifact: Artifact;
  /** Folder of its sources in the project (`backend`), by which its files are named to people; the project's own when absent. */
  readonly path?: string;
  readonly command: readonly string[];
  readonly port?: number;
  readonly health?: string;
  readonly replicas: number;
  readonly memoryMiB?: number;
  readonly public: boolean;
  readonly volume?: { readonly folder: string; readonly path: string };
  /** Resolved settings. */
  readonly settings: Readonly<Record<string, string>>;
  /** Values among them, or inside them, that must be masked wherever the instance prints them. */
  readonly secrets: readonly string[];
}

export interface Watch {
  readonly signal: AbortSignal;
  readonly progress: (note: string) => void;
}

export interface InstanceIdentity {
  /** `backend-91-1`: service, deployment, ordinal. */
  readonly instance: string;
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat; with the pid and the boot id it names one process for ever. */
  readonly startTicks: number;
  readonly bootId: string;
}

export interface Seen {
  readonly service: string;
  /** `verified`: a declared health path answered 2xx. `reached`: `OPTIONS` answered below 500. */
  readonly as: "verified" | "reached";
  readonly instance: string;
  readonly request: string;
  readonly status: number;
}

export interface Drained {
  /** Requests that were cut at the limit. */
  readonly cut: number;
  readonly tookMs: number;
}

export interface ObservedRuntime {
  /** Whether the runtime's own process (proxy and supervisor) answers. */
  readonly answering: boolean;
  readonly services: readonly ObservedService[];
  /** The newest deployment after which the outgoing version was gone and nothing was started again for ten seconds. */
  readonly settled?: { readonly deployment: DeploymentNumber; readonly atMs: number };
  /** Since the runtime started counting: what entry points answered, and how often they failed (refused, reset, 502 and 504 of ours). */
  readonly requests: { readonly answered: number; readonly failed: number };
}

export interface ObservedService {
  readonly service: string;
  /** The deployment and release that its pointer leads to. */
  readonly deployment?: DeploymentNumber;
  readonly release?: ReleaseNumber;
  readonly url?: string;
  readonly instances: readonly ObservedInstance[];
}

export interface ObservedInstance extends InstanceIdentity {
  readonly deployment: DeploymentNumber;
  /** Whether the pointer leads to it. */
  readonly serving: boolean;
  readonly state: "starting" | "healthy" | "unhealthy" | "gone";
  readonly restarts: number;
  readonly sinceMs: number;
  readonly log: string;
  readonly problem?: Problem;
  readonly evidence?: Json;
}
