import type { Json } from "../std/json.ts";
import type { DeploymentNumber, ReleaseNumber, RunNumber } from "./numbers.ts";
import type { Migration } from "./migration.ts";
import type { Artifact } from "./artifact.ts";
import type { ProjectDefinition, ServiceDefinition } from "./definition.ts";

/** Immutable: the artifacts of ALL services by digest, and what the config said when they were built. No settings, no secret versions. */
export interface Release {
  readonly number: ReleaseNumber;
  readonly run: RunNumber;
  readonly commit: Commit | undefined;
  readonly artifacts: Readonly<Record<string, Artifact>>;
  /** By service: key of the build that made its artifact. */
  readonly keys: Readonly<Record<string, string>>;
  /** By database: what brings its tables to where this release needs them. Absent: nothing does. */
  readonly migrations?: Readonly<Record<string, Migration>>;
  /** The desired graph of all environments, nothing of one merged in. */
  readonly definition: ProjectDefinition;
  readonly madeAtMs: number;
}

export interface Commit {
  readonly id: string;
  readonly branch: string | undefined;
  readonly subject: string;
  /** Whether files differ from the commit. */
  readonly dirty: boolean;
}

export type Verdict = "live" | "contained" | "degraded" | "failed" | "refused";

/** A service as it was deployed, with its settings in the environment. A secret is here by version and HMAC, never by its value. */
export interface DeployedService {
  readonly definition: ServiceDefinition;
  readonly key: string;
  /** `sha256:…` of its artifact. */
  readonly digest: string;
  readonly secrets: SecretVersions;
}

export type SecretVersions = Readonly<Record<string, { readonly version: number; readonly mac: string }>>;

/** One release in one environment; opened at `lock`, closed with its verdict. */
export interface Deployment {
  readonly number: DeploymentNumber;
  readonly environment: string;
  readonly release: ReleaseNumber;
  readonly run: RunNumber;
  readonly openedAtMs: number;
  /** What each service was given: what a rollback brings back. */
  readonly services: Readonly<Record<string, DeployedService>>;
  readonly verb: "up" | "deploy" | "rollback";
  readonly user: string;
  /** Why, in the words of whoever asked. */
  readonly reason?: string;
  /** The environment whose release was shipped. */
  readonly from?: string;
  /** By database: names of what was applied to it by this deployment, also when it failed afterwards. */
  readonly migrated?: Readonly<Record<string, readonly string[]>>;
  /** Databases that it brought to where the release before can't follow (`compatible: false`). */
  readonly breaking?: readonly string[];
  /** What served when it was opened. */
  readonly before?: ReleaseNumber;
  readonly closedAtMs?: number;
  readonly verdict?: Verdict;
  /** When nothing had been started again for ten seconds; watched after it was closed, and added when somebody looks or deploys again. */
  readonly settledAtMs?: number;
  readonly evidence?: Json;
}
