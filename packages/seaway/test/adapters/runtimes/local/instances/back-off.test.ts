import { expect, test } from "vitest";
import { backOffMs, failuresAfter } from "../../../../../src/adapters/runtimes/local/instances/back-off.ts";

/** How long each of these launches, by how long it ran, is waited for after it. */
function waits(ranMs: readonly number[]): readonly number[] {
  let failures = 0;
  return ranMs.map((ran) => backOffMs((failures = failuresAfter(failures, ran))));
}

test("what cannot come up waits twice as long each time, at most 30 seconds", () => {
  expect(waits(Array.from({ length: 8 }, () => 400))).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("what ran well and was killed is back after half a second, however often", () => {
  expect(waits([60_000, 1_500, 2_500, 1_500])).toEqual([500, 500, 500, 500]);
});

test("what runs a little longer each time comes back to the first wait", () => {
  expect(waits([400, 400, 400, 4_500])).toEqual([500, 1_000, 2_000, 500]);
});
