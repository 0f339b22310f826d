import type { Problem } from "../problem.ts";
import type { Entry } from "./catalogue.ts";
import { errors } from "./errors.ts";

type Errors = typeof errors;
export type ErrorCode = keyof Errors;
type FactsOf<Code extends ErrorCode> = Errors[Code] extends Entry<infer Facts> ? Facts : never;

/** What the throw adds to the facts. */
export interface Circumstances extends Partial<Omit<Problem, "code" | "sentence" | "remedy" | "cause">> {
  readonly cause?: unknown;
  /** Replaces the entry's remedy where the place allows a better one. */
  readonly remedy?: string;
}

/** "This operation cannot go on": thrown where it is known, caught in one place, printed by a surface. */
export class SeawayError extends Error {
  override readonly name = "SeawayError";
  readonly problem: Problem;
  constructor(problem: Problem, cause?: unknown) {
    super(`${problem.code}: ${problem.sentence}`, { cause });
    this.problem = problem;
  }
}

/** Makes the error of one catalogue entry: `throw failure("SEA-5302", { release: "r44" }, { cause })`. */
export function failure<Code extends ErrorCode>(code: Code, facts: FactsOf<Code>, circumstances: Circumstances = {}): SeawayError {
  const entry = errors[code] as unknown as Entry<FactsOf<Code>>;
  const { cause, remedy, ...rest } = circumstances;
  const problem: Problem = {
    code,
    sentence: entry.sentence(facts),
    remedy: remedy ?? (typeof entry.remedy === "string" ? entry.remedy : entry.remedy(facts)),
    ...rest,
    ...(cause === undefined ? {} : { cause: toCause(cause) }),
  };
  return new SeawayError(problem, cause);
}

/** Any thrown thing as data; what is no `SeawayError` is a mistake of ours and says so (SEA-9001). */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof SeawayError) return thrown.problem;
  return failure("SEA-9001", { message: thrown instanceof Error ? thrown.message : String(thrown) }, { cause: thrown }).problem;
}

function toCause(cause: unknown): NonNullable<Problem["cause"]> {
  if (!(cause instanceof Error)) return { message: String(cause) };
  return cause.stack === undefined ? { message: cause.message } : { message: cause.message, stack: cause.stack };
}
