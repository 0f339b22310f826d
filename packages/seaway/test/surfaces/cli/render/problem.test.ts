import { expect, test } from "vitest";
import type { Problem } from "../../../../src/model/problem.ts";
import { renderEnding, renderRefusal } from "../../../../src/surfaces/cli/render/ending.ts";
import { renderProblems } from "../../../../src/surfaces/cli/render/problem.ts";
import { createStyle, plainStyle } from "../../../../src/surfaces/cli/render/style.ts";
import { badRun, goodRun, unfolded } from "./run-story.ts";

const port: Problem = {
  code: "SEA-2104",
  sentence: "port of service backend must be a number from 1 to 65535",
  position: {
    file: "seaway.config.ts",
    line: 14,
    column: 61,
    snippet: 'const backend = service("backend", { path: "backend", port: "80a0" });',
    label: "text",
    width: 6,
  },
  remedy: "port: 5001      (the process binds 5001: backend/app.py:9)",
};

test("what is the user's to fix is shown in its file, with the marker below it", () => {
  expect(renderRefusal({ ...port, others: [port] }, plainStyle)).toBe(`\
error[SEA-2104]: port of service backend must be a number from 1 to 65535
  --> seaway.config.ts:14:61
   |
14 | const backend = service("backend", { path: "backend", port: "80a0" });
   |                                                             ^^^^^^ text
   |
  try    port: 5001      (the process binds 5001: backend/app.py:9)
  help   seaway explain SEA-2104

error[SEA-2104]: port of service backend must be a number from 1 to 65535
  --> seaway.config.ts:14:61
   |
14 | const backend = service("backend", { path: "backend", port: "80a0" });
   |                                                             ^^^^^^ text
   |
  try    port: 5001      (the process binds 5001: backend/app.py:9)
  help   seaway explain SEA-2104

2 problems in seaway.config.ts. Nothing was changed.`);
});

test("tabs before the place stay tabs, so that the marker stands below it", () => {
  const tabbed: Problem = { ...port, position: { file: "a.ts", line: 2, column: 3, snippet: "\t\tport: 1", width: 4 } };
  expect(renderProblems([tabbed], plainStyle).split("\n")[4]).toBe("  | \t\t^^^^");
});

test("five problems are printed whole, the rest is counted", () => {
  const eight = { ...port, others: Array.from({ length: 7 }, () => port) };
  const text = renderProblems([eight], plainStyle);
  expect(text.match(/error\[/g)).toHaveLength(5);
  expect(text.split("\n").at(-1)).toBe("and 3 more of the same kind");
});

test("a failed run tells what happened, where, the log, what to try, how the world stands, what is next", () => {
  const [, view] = unfolded(badRun).at(-1)!;
  expect(renderEnding(view, { environmentFlag: "", verbose: 0 }, plainStyle)).toBe(`\
error[SEA-5301]: backend of r2 crashes on start
  where  run #126 › rollout › backend-2-1 (exit 3)
  log      File "backend/app.py", line 3, in <module>
         ModuleNotFoundError: No module named 'flusk'
  try    read the cause, correct it, then seaway up
  more   seaway logs backend --run 126

local still serves r1: 2/2 processes healthy, no request failed.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5301`);
});

test("what a failed run names for its person to read is there, and in the run's environment", () => {
  const [, view] = unfolded(badRun).at(-1)!;
  const text = (problem: Partial<Problem>, stage: "build" | "rollout"): string => {
    const steps = view.steps.map((step) => (step.state === "failed" ? { ...step, stage } : step));
    const bare: Problem = { code: "SEA-5320", sentence: "r2 was not seen serving", remedy: "look", ...problem };
    return renderEnding({ ...view, steps, problems: [bare] }, { environmentFlag: " -e staging", verbose: 0 }, plainStyle);
  };
  expect(text({ more: "seaway logs backend" }, "rollout")).toContain("  more   seaway logs backend -e staging\n");
  expect(text({}, "rollout")).toContain("  more  seaway logs -e staging\n");
  expect(text({}, "build")).toContain("  more  seaway logs --run 126 --failed -e staging\n");
});

test("a run that went well ends with its state line", () => {
  const [, view] = unfolded(goodRun).at(-1)!;
  expect(renderEnding(view, { environmentFlag: " -e local", verbose: 0 }, plainStyle)).toBe(`\
local now serves r1: 2/2 processes healthy, no request failed.
  next  seaway status -e local   (12 s in all)`);
});

test("without UTF-8 an error is plain ASCII", () => {
  const [, view] = unfolded(badRun).at(-1)!;
  const text = renderEnding(view, { environmentFlag: "", verbose: 0 }, createStyle({ colour: false, glyphs: "ascii" }));
  expect(text).toMatch(/^[\x20-\x7E\n]*$/);
});

test("the trace of a cause is shown only with -vv", () => {
  const problem: Problem = {
    code: "SEA-9001",
    sentence: "a mistake of ours: x",
    remedy: "report it",
    cause: { message: "x is not a function", stack: "TypeError: x\n    at y" },
  };
  expect(renderProblems([problem], plainStyle)).not.toContain("x is not a function");
  expect(renderProblems([problem], plainStyle, { verbose: 1 })).toContain("  cause  x is not a function");
  expect(renderProblems([problem], plainStyle, { verbose: 2 })).toContain("    at y");
});

test("of a long log only the lines that show the cause are printed; without a cause, the last forty", () => {
  const log = [
    ...Array.from({ length: 60 }, (_, index) => `line ${index}`),
    '  File "app.py", line 3',
    "    import flusk",
    "    ^^^^^^^^^^^^",
    "ImportError: flusk",
    "Worker exiting",
  ];
  const problem: Problem = { code: "SEA-5301", sentence: "backend crashes on start", log, remedy: "read it" };
  expect(renderProblems([{ ...problem, why: "ImportError: flusk (app.py:3)" }], plainStyle)).toBe(`\
error[SEA-5301]: backend crashes on start
  log      File "app.py", line 3
             import flusk
         ImportError: flusk
  why    ImportError: flusk (app.py:3)
  try    read it`);
  expect(renderProblems([problem], plainStyle).split("\n")).toHaveLength(42);
});
