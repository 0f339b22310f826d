import type { Problem } from "../../model/problem.ts";
import type { DeployedService } from "../../model/release.ts";
import type { SourceFacts } from "../ports/sources.ts";

/** A service that did not get ready, and what it is compared with. */
export interface Case {
  readonly problem: Problem;
  /** `r44`. */
  readonly release: string;
  readonly next: DeployedService;
  /** What its last good deployment was given; undefined: it had none. */
  readonly good: DeployedService | undefined;
  readonly sources: SourceFacts;
  readonly goodSources: SourceFacts | undefined;
  /** What was applied to databases since the last good deployment, newest first; `sql` is empty where a command did it. */
  readonly migrations: readonly { readonly database: string; readonly name: string; readonly sql: string }[];
}

/** What a rule found: why it failed, and what to do about it. */
export interface Explanation {
  readonly why: string;
  readonly remedy: string;
}

/** undefined: it does not apply. A rule that guesses is worse than none. */
export type Rule = (failed: Case) => Explanation | undefined;

/** A file as people know it: by its place in the project. */
export const inProject = ({ next }: Case, at: string): string => (next.definition.path === "." ? at : `${next.definition.path}/${at}`);
