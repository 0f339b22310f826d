import type { Case, Explanation, Rule } from "./case.ts";
import { changedSettings } from "./changed-settings.ts";
import { migrationSince } from "./migration-since.ts";
import { moduleNotRequired } from "./module-not-required.ts";
import { portInSource } from "./port-in-source.ts";
import { variableFirstRead } from "./variable-first-read.ts";

/*
 * The computed *why* of a failed deployment: from its problem, the sources, and what its last good deployment was given, to a sentence.
 * One rule a file; the first that matches is told. Nothing is read here, and none of them guesses.
 */
const rules: readonly Rule[] = [
  moduleNotRequired, // the log names a module that no package of the requirements brings
  migrationSince, // a table or column is missing that a migration since the last good deployment names
  variableFirstRead, // an environment variable that no good release asked for
  portInSource, // it listens where its source says, not where it was told to
  changedSettings, // last: only where the program is the same, so that nothing else can be the cause
];

export function explain(failed: Case): Explanation | undefined {
  for (const rule of rules) {
    const explanation = rule(failed);
    if (explanation !== undefined) return explanation;
  }
  return undefined;
}
