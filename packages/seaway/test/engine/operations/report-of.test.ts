import { expect, test } from "vitest";
import { memoryStore } from "../../../src/adapters/stores/memory.ts";
import { reportOf } from "../../../src/engine/operations/report-of.ts";
import type { Store } from "../../../src/engine/ports/store.ts";
import type { TestResult } from "../../../src/model/suite-report.ts";

const report = {
  ...{ narrowed: false, startedAtMs: 1, durationMs: 2, outcome: "passed" as const, notes: [] },
  totals: { passed: 1, failed: 0, skipped: 0, flaky: 0 },
};
const result = (outcome: TestResult["outcome"]): TestResult => ({ id: "t", name: "tests/test_x.py::t", outcome, durationMs: 1 });

/** Runs one test with this outcome and keeps the report. @returns how it is told: `passed`, `passed, flaky` */
async function ran(store: Store, run: number, key: string, outcome: TestResult["outcome"]): Promise<string> {
  const place = { run, node: "test.backend", environment: "local", key };
  const suite = await reportOf({ report, results: [result(outcome)] }, place, { attempt: 1 }, store);
  await store.write({ suite });
  const [told] = suite.results;
  return `${told?.outcome}${told?.flaky === true ? ", flaky" : ""} (${suite.report.totals.flaky})`;
}

test("a test is proven to be flaky by an earlier run of equal inputs with another result, and by nothing else", async () => {
  const store = memoryStore();
  expect(await ran(store, 1, "one", "failed")).toBe("failed (0)");
  expect(await ran(store, 2, "two", "passed")).toBe("passed (0)"); // mended: its inputs are others
  expect(await ran(store, 3, "one", "failed")).toBe("failed (0)");
  expect(await ran(store, 4, "one", "skipped")).toBe("skipped (0)");
  expect(await ran(store, 5, "one", "passed")).toBe("passed, flaky (1)");
  expect(await ran(store, 6, "two", "failed")).toBe("failed, flaky (0)");
});
