import type { Problem } from "../../../../model/problem.ts";
import type { DeploymentNumber, ReleaseNumber } from "../../../../model/numbers.ts";
import type { ServiceVersion } from "../../../../engine/ports/runtime.ts";
import type { ProcessIdentity } from "../../../connections/local/process-identity.ts";
import type { Resident } from "../residents.ts";

/**
 * What the local runtime must know after it was killed: one JSON file, durable before the act that it announces (rules-rollout 12.5).
 * It claims nothing about health: after a restart every process is looked at again. It holds no secret: settings lie sealed.
 */
export interface Snapshot {
  readonly v: 1;
  /** By `<project>/<environment>`. */
  readonly environments: Record<string, EnvironmentRecord>;
}

export interface EnvironmentRecord {
  readonly project: string;
  readonly environment: string;
  /** The E of 127.77.E.S. */
  number: number;
  /** Highest fence that was seen; a lower one is refused. */
  fence: number;
  /** Name → the S of 127.77.E.S, for services and databases. */
  readonly names: Record<string, number>;
  /** Service → port of its public address, which stays the same as long as the declared one does. */
  readonly publicPorts: Record<string, { readonly declared: number; readonly port: number }>;
  /** Service → what its entry points lead to. */
  readonly pointers: Record<string, Pointer>;
  /** By instance: `backend-91-1`. */
  readonly instances: Record<string, InstanceRecord>;
  /** By id: `database.users`. */
  readonly residents: Record<string, ResidentRecord>;
  /** Service → milliseconds from start to ready, the last ten. */
  readonly starts: Record<string, readonly number[]>;
  /** The deployment whose outgoing version is gone since then, as long as something may still be started again. */
  settling?: { readonly deployment: DeploymentNumber; readonly sinceMs: number };
  /** The newest deployment after which nothing was started again for ten seconds. */
  settled?: { readonly deployment: DeploymentNumber; readonly atMs: number };
}

export interface Pointer extends PointedVersion {
  /** What it led to before this deployment, until the outgoing version is pruned. Absent: nothing served before, or nothing is outgoing. */
  readonly before?: PointedVersion;
}

export interface PointedVersion {
  readonly deployment: DeploymentNumber;
  readonly release: ReleaseNumber;
  readonly instances: readonly string[];
  readonly entry: Entry;
}

/** How a service is reached. */
export type Entry = Pick<ServiceVersion, "kind" | "port" | "health" | "public">;

/** A process that is kept alive: started again when it ends, found again when the runtime was killed. */
export interface KeptRecord {
  /** How often it was launched; names the folder of the newest launch. Raised, durably, before the launch. */
  launches: number;
  identity?: ProcessIdentity;
  /** Launches after an end that nobody asked for. */
  restarts: number;
  /** Whether it should run. */
  wanted: boolean;
  /** When its newest launch began, milliseconds since the epoch. */
  sinceMs: number;
}

export interface InstanceRecord extends KeptRecord {
  readonly instance: string;
  readonly deployment: DeploymentNumber;
  readonly release: ReleaseNumber;
  readonly version: SealedVersion;
  /** Port on 127.0.0.1 that it was given. Absent for a worker. */
  readonly port?: number;
  /** When it was first ready; absent: never yet. */
  readyAtMs?: number;
  /** Why it will not get ready; then it is not started again. */
  problem?: Problem;
}

export interface ResidentRecord extends KeptRecord {
  readonly resident: Resident;
}

/** A version as it crosses the socket and lies in the snapshot. */
export interface SealedVersion extends Omit<ServiceVersion, "settings" | "secrets"> {
  /** Settings and secrets, sealed under the project's key. */
  readonly sealed: string;
  readonly keyFile: string;
}
