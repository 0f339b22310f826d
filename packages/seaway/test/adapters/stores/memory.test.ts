import { test } from "vitest";
import { memoryStore } from "../../../src/adapters/stores/memory.ts";
import { conformance } from "../../../src/testing/conformance.ts";
import { storeSuite, type StoreLab } from "../../../src/testing/store-suite.ts";

function memoryLab(): StoreLab {
  const clock = { nowMs: 1_000_000 };
  const store = memoryStore({ now: () => clock.nowMs });
  return { open: async () => store, clock };
}

conformance("memory store", storeSuite, {
  test,
  open: memoryLab,
  skip: { "a number is never given twice to two processes at once": "memory belongs to one process" },
});
