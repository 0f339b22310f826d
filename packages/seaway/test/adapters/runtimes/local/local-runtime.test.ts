import { test } from "vitest";
import { conformance } from "../../../../src/testing/conformance.ts";
import { runtimeSuite } from "../../../../src/testing/runtime-suite.ts";
import { localLab } from "./local-lab.ts";

conformance("local runtime", runtimeSuite, {
  test: (title, run) => test(title, run, 60_000),
  open: localLab,
  close: (lab) => lab.close(),
});
