import { expect, test } from "vitest";
import { type Judged, judgeSuite, totalsOf } from "../../../src/adapters/reports/judge-suite.ts";
import type { TestResult } from "../../../src/model/suite-report.ts";

const passed: TestResult = { id: "a", name: "tests/test_a.py::test_a", outcome: "passed", durationMs: 1 };
const failed: TestResult = {
  id: "b",
  name: "tests/test_users.py::test_expired",
  file: "tests/test_users.py",
  line: 41,
  outcome: "failed",
  durationMs: 1,
  message: "assert 200 == 410",
};
const judge = (facts: Partial<Judged>) =>
  judgeSuite({ service: "backend", path: "backend", code: 0, results: [passed], tail: ["its last line"], narrowed: false, ...facts });

test("a suite passes when its report and its exit code say so", () => {
  expect(judge({})).toBeUndefined();
});

test("a failed test counts whatever the code, and is told with its place and its assertion", () => {
  expect(judge({ results: [passed, failed] })).toMatchObject({
    code: "SEA-4201",
    where: "backend/tests/test_users.py:41",
    log: ["FAILED backend tests/test_users.py:41 test_expired", "    assert 200 == 410"],
  });
});

test("a bad end without a failed test is a crash, shown with its last lines", () => {
  expect(judge({ code: 139 })).toMatchObject({ code: "SEA-4203", log: ["its last line"] });
});

test.each([0, 5])("no test at all with code %i is its own error", (code) => {
  expect(judge({ code, results: [] })).toMatchObject({ code: "SEA-4202" });
  expect(judge({ code, results: [], narrowed: true })).toMatchObject({ code: "SEA-4207" });
});

test("a flaky test counts as passed and as flaky", () => {
  expect(totalsOf([passed, { ...passed, flaky: true }, failed])).toEqual({ passed: 2, failed: 1, skipped: 0, flaky: 1 });
});
