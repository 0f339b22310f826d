/**
 * A wall that a machine guards: what it is called, and what it found wrong (nothing: it stands).
 * One file a check; `node scripts/check.ts [NAME...]` runs them, and so does `bin/test walls`.
 */
export interface Check {
  /** A sentence that holds when nothing was found. */
  readonly name: string;
  /** One line a finding, with file and line where there is one. */
  readonly findings: (repository: Repository) => Promise<readonly string[]> | readonly string[];
}

/** The files of this repository: those that git tracks or would track. */
export interface Repository {
  readonly root: string;
  /** Relative to the root, with `/`. */
  readonly files: readonly string[];
  readonly read: (file: string) => string;
}
