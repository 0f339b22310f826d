import { failure } from "../../model/errors/failure.ts";
import type { Problem } from "../../model/problem.ts";
import type { SuiteTotals, TestResult } from "../../model/suite-report.ts";

/** pytest's own code for "no tests were collected". */
const NONE_COLLECTED = 5;
const SHOWN = 10;

export interface Judged {
  readonly service: string;
  /** Folder of the service in the project, by which its files are named to people. */
  readonly path: string;
  readonly code: number;
  readonly results: readonly TestResult[];
  /** The last lines of what it printed. */
  readonly tail: readonly string[];
  /** Whether only some of its tests were asked for. */
  readonly narrowed: boolean;
}

export const totalsOf = (results: readonly TestResult[]): SuiteTotals => ({
  passed: results.filter(({ outcome }) => outcome === "passed").length,
  failed: results.filter(({ outcome }) => outcome === "failed").length,
  skipped: results.filter(({ outcome }) => outcome === "skipped").length,
  flaky: results.filter(({ outcome, flaky }) => outcome === "passed" && flaky === true).length,
});

/**
 * Report and exit code must agree: a suite that ends badly without a failed test has crashed, and a failed test counts whatever the code.
 * @source rules-server 7
 * @returns what is wrong with it; undefined: it passed
 */
export function judgeSuite({ service, path, code, results, tail, narrowed }: Judged): Problem | undefined {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0) return failedTests(service, path, failed, results.length);
  if (results.length === 0 && (code === 0 || code === NONE_COLLECTED)) {
    return failure(narrowed ? "SEA-4207" : "SEA-4202", { service }, { log: tail.slice(-5) }).problem;
  }
  return code === 0 ? undefined : failure("SEA-4203", { service, code }, { log: tail }).problem;
}

function failedTests(service: string, path: string, failed: readonly TestResult[], all: number): Problem {
  const log = failed
    .slice(0, SHOWN)
    .flatMap(({ name, file, line, message }) => [
      `FAILED ${service} ${file === undefined ? name : `${file}:${line ?? 1} ${name.split("::").slice(1).join("::")}`}`,
      ...(message === undefined ? [] : [`    ${message}`]),
    ]);
  const more = failed.length > SHOWN ? [`and ${failed.length - SHOWN} more`] : [];
  const first = failed[0];
  const at = first?.file === undefined ? {} : { where: `${path}/${first.file}:${first.line ?? 1}` };
  const marks = failed
    .slice(0, SHOWN)
    .flatMap(({ file, line, name, message }) =>
      file === undefined
        ? []
        : [{ file: `${path}/${file}`, line: line ?? 1, message: `${name.split("::").slice(1).join("::")}: ${message ?? "failed"}` }],
    );
  return failure("SEA-4201", { service, failed: failed.length, all }, { log: [...log, ...more], ...at, marks }).problem;
}
