import { test } from "vitest";
import { conformance } from "../../../../src/testing/conformance.ts";
import { connectionSuite } from "../../../../src/testing/connection-suite.ts";
import { localLab } from "./local-lab.ts";

conformance("local connection", connectionSuite, { test, open: () => localLab(), close: (lab) => lab.remove() });

conformance("local connection without namespaces", connectionSuite, {
  test,
  open: () => localLab("process groups"),
  close: (lab) => lab.remove(),
});
