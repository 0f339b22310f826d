import { expect, test } from "vitest";
import { backOffMs, failuresAfter } from "../../../../../src/adapters/runtimes/local/instances/back-off.ts";

/** How long is waited after each of these launches, by how long each did well. */
function waits(wellForMs: readonly number[]): readonly number[] {
  let failures = 0;
  return wellForMs.map((ms) => backOffMs((failures = failuresAfter(failures, ms))));
}

test("what cannot come up waits twice as long each time, at most 30 seconds", () => {
  expect(waits(Array.from({ length: 8 }, () => 0))).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("what did well and was killed is back after half a second, however often", () => {
  expect(waits([60_000, 1_500, 2_500, 1_500])).toEqual([500, 500, 500, 500]);
});

test("what does well for some seconds is forgiven as many failures", () => {
  expect(waits([0, 0, 0, 2_100, 2_100, 2_100])).toEqual([500, 1_000, 2_000, 1_000, 500, 500]);
});
