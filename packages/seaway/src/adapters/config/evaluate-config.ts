import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Written } from "../../model/config-check/sites.ts";
import type { ProjectDefinition } from "../../model/definition.ts";
import { claimsThatFail } from "./check-files.ts";
import { lowPorts } from "./low-ports.ts";
import { repositoryOf } from "./repository.ts";
import { runEvaluation } from "./run-evaluation.ts";

/**
 * From a config file to its definition: plain JSON, checked, with defaults filled in.
 *
 * Comes in: the path of `seaway.config.ts`; `seaway.local.ts` beside it is taken along. Goes out: the definition, or one error that holds all
 * problems of the file (`problem.others`), sorted by position. What the values must be is not decided here but in `model/properties/`.
 */
export interface EvaluatedConfig {
  readonly definition: ProjectDefinition;
  /** What the config itself printed; it is shown by `config check` and by errors. */
  readonly printed: string;
  readonly written: Readonly<Record<string, Written>>;
}

export interface EvaluationOptions {
  /** @default 10 000 */
  readonly timeoutMs?: number;
  /** First port that the user may listen at; by default the machine is asked. */
  readonly firstOwnPort?: number;
}

/** @throws SEA-2104 to 2130, with file, line and column where there is one. */
export const evaluateConfig = async (file: string, options?: EvaluationOptions): Promise<ProjectDefinition> =>
  (await readConfig(file, options)).definition;

/** The same with what else was learned on the way. */
export async function readConfig(file: string, { timeoutMs = 10_000, firstOwnPort }: EvaluationOptions = {}): Promise<EvaluatedConfig> {
  const config = resolve(file);
  const folder = dirname(config);
  const beside = join(folder, "seaway.local.ts");
  const local = basename(config) !== "seaway.local.ts" && existsSync(beside) ? beside : undefined;
  const evaluation = await runEvaluation(config, local, repositoryOf(folder) ?? folder, timeoutMs);
  if (evaluation.kind === "verdict" && evaluation.verdict.kind === "checked") {
    const { definition, files, written, findings } = evaluation.verdict;
    const all = [
      ...findings,
      ...claimsThatFail(files, folder),
      ...(definition === undefined ? [] : lowPorts(definition, written, firstOwnPort)),
    ];
    if (definition !== undefined && all.length === 0) return { definition, printed: evaluation.printed, written };
    const { findingsAsError } = await import("./findings-as-error.ts"); // the error path may be slow, the other one may not
    throw await findingsAsError(all, folder);
  }
  const { evaluationAsError } = await import("./evaluation-as-error.ts");
  throw await evaluationAsError(evaluation, config, timeoutMs);
}
