import type { DeploymentNumber, ReleaseNumber } from "./numbers.ts";

/** A mark on an environment that stops deployments until it is lifted: a rollback sets it in the same act. */
export interface Pin {
  readonly environment: string;
  /** What it holds fast. */
  readonly release: ReleaseNumber;
  readonly deployment: DeploymentNumber;
  readonly user: string;
  readonly atMs: number;
  readonly reason?: string;
}
