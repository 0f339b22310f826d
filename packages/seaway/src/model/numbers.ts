/** Numbers that a project's store gives out; never reused, gaps mean nothing. */
export type RunNumber = number;
export type ReleaseNumber = number;
export type DeploymentNumber = number;

/** `p-7f3c…`: the first digits of the plan's fingerprint, as many as make it unique in the store (at least four). */
export type PlanId = string;

/** A node of the graph: `database.users`, `build.backend`, `service.backend`. */
export type NodeId = string;

export const runLabel = (run: RunNumber): string => `#${run}`;
export const releaseLabel = (release: ReleaseNumber): string => `r${release}`;
export const deploymentLabel = (deployment: DeploymentNumber): string => `d-${deployment}`;
