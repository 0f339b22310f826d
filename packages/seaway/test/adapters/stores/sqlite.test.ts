import { test } from "vitest";
import { conformance } from "../../../src/testing/conformance.ts";
import { storeSuite } from "../../../src/testing/store-suite.ts";
import { temporaryStore } from "./temporary-store.ts";

conformance("sqlite store", storeSuite, { test, open: () => temporaryStore(), close: ({ remove }) => remove() });
conformance("sqlite store that writes in the asking thread", storeSuite, {
  test,
  open: () => temporaryStore("in this thread"),
  close: ({ remove }) => remove(),
});
