import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readJunit } from "../../../src/adapters/reports/junit.ts";
import { judgeSuite, totalsOf } from "../../../src/adapters/reports/judge-suite.ts";
import { SeawayError } from "../../../src/model/errors/failure.ts";

const folder = mkdtempSync(join(tmpdir(), "seaway-junit-"));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (xml: string) => {
  const file = join(folder, "junit.xml");
  writeFileSync(file, xml);
  return readJunit(file);
};

const refused = async (xml: string): Promise<string> =>
  read(xml).then(
    () => "read",
    (thrown: unknown) => (thrown instanceof SeawayError ? `${thrown.problem.code}: ${thrown.problem.sentence}` : String(thrown)),
  );

/** As pytest writes it with `-o junit_family=xunit1`, shortened. */
const REPORT = `<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="5" time="0.4">
<testcase classname="tests.test_users" name="test_added" file="tests/test_users.py" line="9" time="0.012" />
<testcase classname="tests.test_users.TestForm" name="test_expired[a &amp; b]" file="tests/test_users.py" line="40" time="0.5"><failure message="AssertionError: assert 200 == 410&#10;  more">def test_expired():
&gt;       assert 200 == 410
E       assert 200 == 410

tests/test_users.py:42: AssertionError</failure></testcase>
<testcase classname="tests.test_users" name="test_skipped" file="tests/test_users.py" line="50" time="0"><skipped type="pytest.skip" message="not here">/x.py:51: not here</skipped></testcase>
<testcase classname="tests.test_users" name="test_added" file="tests/test_users.py" line="9" time="0.013" />
<testcase classname="" name="tests.test_broken" time="0"><error message="collection failure"><![CDATA[ImportError: no module]]></error></testcase>
</testsuite></testsuites>`;

test("every case comes back with its name, its place and what it said; equal ones are kept apart", async () => {
  const { results } = await read(REPORT);
  expect(results.map(({ text: _text, ...rest }) => rest)).toEqual([
    {
      id: "pytest tests/test_users.py tests.test_users test_added",
      name: "tests/test_users.py::test_added",
      file: "tests/test_users.py",
      line: 10,
      outcome: "passed",
      durationMs: 12,
    },
    {
      id: "pytest tests/test_users.py tests.test_users.TestForm test_expired[a & b]",
      name: "tests/test_users.py::TestForm::test_expired[a & b]",
      file: "tests/test_users.py",
      line: 41,
      outcome: "failed",
      durationMs: 500,
      message: "assert 200 == 410",
    },
    {
      id: "pytest tests/test_users.py tests.test_users test_skipped",
      name: "tests/test_users.py::test_skipped",
      file: "tests/test_users.py",
      line: 51,
      outcome: "skipped",
      durationMs: 0,
      message: "not here",
    },
    {
      id: "pytest tests/test_users.py tests.test_users test_added (2)",
      name: "tests/test_users.py::test_added",
      file: "tests/test_users.py",
      line: 10,
      outcome: "passed",
      durationMs: 13,
    },
    { id: "pytest   tests.test_broken", name: "tests.test_broken", outcome: "failed", durationMs: 0, message: "collection failure" },
  ]);
  expect(totalsOf(results)).toEqual({ passed: 2, failed: 2, skipped: 1, flaky: 0 });
  expect(results[1]?.text).toContain("tests/test_users.py:42: AssertionError");
});

test.each([
  ["a DOCTYPE", '<!DOCTYPE t [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite/>', /it holds a DOCTYPE/],
  ["an entity that XML does not know", "<testsuite><testcase name='&e;'/></testsuite>", /undefined entity|entity/],
  ["an end that is missing", "<testsuite><testcase name='a'/>", /unclosed/],
  ["another kind of document", "<html></html>", /begins with <html>, which is no JUnit/],
])("%s is refused, and nothing is fetched", async (_what, xml, expected) => {
  expect(await refused(xml)).toMatch(/^SEA-4204: the report of a suite can't be read: /);
  expect(await refused(xml)).toMatch(expected);
});

const suite = { service: "backend", path: "backend", tail: ["last words"], narrowed: false } as const;
const codeOf = (code: number, results: Parameters<typeof totalsOf>[0], narrowed = false): string | undefined =>
  judgeSuite({ ...suite, code, results, narrowed })?.code;

test("report and exit code must agree", async () => {
  const { results } = await read(REPORT);
  const good = results.filter(({ outcome }) => outcome !== "failed");
  expect(codeOf(0, good)).toBeUndefined();
  expect(codeOf(1, results)).toBe("SEA-4201");
  expect(codeOf(0, results)).toBe("SEA-4201"); // whatever the code says
  expect(codeOf(3, good)).toBe("SEA-4203");
  expect(codeOf(5, [])).toBe("SEA-4202");
  expect(codeOf(0, [])).toBe("SEA-4202");
  expect(codeOf(5, [], true)).toBe("SEA-4207");
  expect(codeOf(2, [])).toBe("SEA-4203");
});

test("failed tests are named with their place in the project and what they said", async () => {
  const { results } = await read(REPORT);
  const problem = judgeSuite({ ...suite, code: 1, results });
  expect([problem?.sentence, problem?.where, ...(problem?.log ?? [])].join("\n")).toBe(`2 of 5 tests of backend failed
backend/tests/test_users.py:41
FAILED backend tests/test_users.py:41 TestForm::test_expired[a & b]
    assert 200 == 410
FAILED backend tests.test_broken
    collection failure`);
});
