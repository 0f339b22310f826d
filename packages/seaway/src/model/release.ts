import type { Json } from "../std/json.ts";
import type { DeploymentNumber, ReleaseNumber, RunNumber } from "./numbers.ts";
import type { Artifact } from "./artifact.ts";
import type { ProjectDefinition } from "./definition.ts";

/** Immutable: the artifacts of ALL services by digest, and what the config said when they were built. No settings, no secret versions. */
export interface Release {
  readonly number: ReleaseNumber;
  readonly run: RunNumber;
  readonly commit: Commit | undefined;
  readonly artifacts: Readonly<Record<string, Artifact>>;
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

/** One release in one environment; opened at `lock`, closed with its verdict. */
export interface Deployment {
  readonly number: DeploymentNumber;
  readonly environment: string;
  readonly release: ReleaseNumber;
  readonly run: RunNumber;
  readonly openedAtMs: number;
  /** What each service was given: digests of settings (HMAC where secret) and secret versions. Never a value of a secret. */
  readonly services: Readonly<Record<string, Json>>;
  readonly closedAtMs?: number;
  readonly verdict?: Verdict;
  readonly evidence?: Json;
}
