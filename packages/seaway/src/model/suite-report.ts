import type { NodeId, RunNumber } from "./numbers.ts";

/** What became of the tests of one service in one attempt. Plain JSON; holds no secret. */
export interface SuiteReport {
  readonly run: RunNumber;
  /** `test.backend`. */
  readonly node: NodeId;
  /** Attempt of its step, from 1. */
  readonly attempt: number;
  readonly environment: string;
  /** Digest of everything that went in: equal keys and different results are what *flaky* means. */
  readonly key: string;
  /** Whether only some of its tests were asked for. */
  readonly narrowed: boolean;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly outcome: "passed" | "failed";
  readonly totals: SuiteTotals;
  /** Share of the service's own lines that ran, in percent from 0 to 100; absent where it was not measured. */
  readonly coverage?: number;
  /** Clauses for people: `ran with Seaway's pytest 8.3.5`. */
  readonly notes: readonly string[];
  /** Absolute path of its JUnit XML. */
  readonly junit?: string;
}

export interface SuiteTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Passed in the end, and proven to be flaky; counted in `passed` too. */
  readonly flaky: number;
}

export interface TestResult {
  /** Suite, file, classname, name and, from the second on, the n-th occurrence: duplicates are kept apart (rules-server 7). */
  readonly id: string;
  /** What pytest calls it: `tests/test_users.py::test_expired`. */
  readonly name: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly outcome: "passed" | "failed" | "skipped";
  /** Same inputs, different result, in this run or in an earlier one. */
  readonly flaky?: true;
  readonly durationMs: number;
  /** The first line of what failed: `assert 200 == 410`. */
  readonly message?: string;
  /** The whole of it: traceback and captured output, masked. */
  readonly text?: string;
}

/** One earlier result of a test, as far as its history needs it. */
export interface PastResult {
  readonly run: RunNumber;
  readonly attempt: number;
  readonly key: string;
  readonly atMs: number;
  readonly outcome: TestResult["outcome"];
  readonly flaky?: true;
  readonly durationMs: number;
}
