import type { ReleaseNumber } from "./numbers.ts";

/** How the world stood at one moment, read from the world and never from a plan. The state line is its sentence. */
export interface WorldState {
  readonly environment: string;
  /** The release that the entry points lead to; absent: nothing serves. */
  readonly serving?: ReleaseNumber;
  /** What served before this run, where it was another one. */
  readonly before?: ReleaseNumber;
  readonly instances: { readonly healthy: number; readonly wanted: number };
  /** Requests that the entry points failed during the run; absent where nobody counted. */
  readonly failedRequests?: number;
  /** Whether each service was seen at a declared health path, or only reached. */
  readonly seen?: "verified" | "reached";
  /** Addresses of the public services, the first one is the project's. */
  readonly urls: readonly string[];
  /** Public addresses that are others than before: somebody else had taken the port while nothing of ours listened. */
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
  /** Data that was kept although its node went. */
  readonly kept?: readonly string[];
}
