import type { SourcePosition } from "./definition.ts";

/** A failure as data: what events, stores and screens carry. Made by `failure()`; holds no secret. */
export interface Problem {
  /** `SEA-5301`; the catalogue holds its long text. */
  readonly code: string;
  readonly sentence: string;
  /** Where, in a file that is the user's to fix, */
  readonly position?: SourcePosition & { readonly snippet?: string; readonly label?: string; readonly width?: number };
  /** or in the world: `run #128 › rollout › backend`. */
  readonly where?: string;
  /** A database whose schema a failed migration may have changed in part. */
  readonly halfChanged?: string;
  /** The lines of the log that show it. */
  readonly log?: readonly string[];
  /** Computed by a rule that matched; no rule, no line. */
  readonly why?: string;
  readonly remedy: string;
  /** How to see the whole of it: `seaway logs backend --run 128`. */
  readonly more?: string;
  /** The original's message, and below `-vv` its stack. */
  readonly cause?: { readonly message: string; readonly stack?: string };
  /** Lines of files that it is about, where it is about several: what a pull request shows beside them. */
  readonly marks?: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  /** Further problems of the same kind or beside it (a clean-up that failed). */
  readonly others?: readonly Problem[];
}
