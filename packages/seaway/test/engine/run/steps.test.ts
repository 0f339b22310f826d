import { expect, test } from "vitest";
import { failure } from "../../../src/model/errors/failure.ts";
import type { Outcome } from "../../../src/engine/run/outcome.ts";
import type { AttemptContext } from "../../../src/engine/run/steps/attempt.ts";
import { retry } from "../../../src/engine/run/steps/retry.ts";
import { timeout } from "../../../src/engine/run/steps/timeout.ts";
import { FakeClock } from "../../../src/testing/fake-clock.ts";

const lost: Outcome = { kind: "failed", problem: failure("SEA-9001", { message: "lost" }).problem };

function contextFor(attempt: number, began: number[], signal = new AbortController().signal): AttemptContext {
  began.push(attempt);
  const step = { id: "build.backend", stage: "build", action: "run", dependsOn: [] } as const;
  const acts = {
    attempt,
    folder: "",
    signal,
    progress: () => undefined,
    act: () => Promise.reject(new Error()),
    finished: () => undefined,
    record: () => Promise.reject(new Error()),
  };
  return {
    step,
    attempt,
    acts,
    within: (inner) => contextFor(attempt, [], inner),
    next: async () => contextFor(attempt + 1, began, signal),
  };
}

test("a failure that may pass is tried again, each attempt of its own, and not more often than allowed", async () => {
  const began: number[] = [];
  const tried = retry(async () => lost, { times: 2, when: ({ code }) => code === "SEA-9001" });
  expect(await tried(contextFor(1, began))).toBe(lost);
  expect(began).toEqual([1, 2, 3]);
});

test("a failure that will not pass, and a success, end the trying", async () => {
  for (const [outcome, when] of [
    [lost, false],
    [{ kind: "succeeded" }, true],
  ] as const) {
    const began: number[] = [];
    expect(await retry(async () => outcome, { times: 2, when: () => when })(contextFor(1, began))).toBe(outcome);
    expect(began).toEqual([1]);
  }
});

test("an attempt is ended at its limit, and says how long that was", async () => {
  const clock = new FakeClock();
  const limited = timeout(
    ({ acts }) => new Promise((resolve) => acts.signal.addEventListener("abort", () => resolve({ kind: "cancelled" }))),
    { limitMs: 90_000, clock },
  );
  const ended = limited(contextFor(1, []));
  await clock.advance(90_000);
  expect(await ended).toMatchObject({ kind: "failed", problem: { code: "SEA-8408", sentence: "build.backend took longer than 1m 30s" } });
});

test("a late success is a success, and a cancel at the limit stays a cancel", async () => {
  const clock = new FakeClock();
  const late = timeout(
    ({ acts }) => new Promise((resolve) => acts.signal.addEventListener("abort", () => resolve({ kind: "succeeded" }))),
    {
      limitMs: 1_000,
      clock,
    },
  )(contextFor(1, []));
  await clock.advance(1_000);
  expect(await late).toEqual({ kind: "succeeded" });

  const cancel = new AbortController();
  const cancelled = timeout(
    ({ acts }) => new Promise((resolve) => acts.signal.addEventListener("abort", () => resolve({ kind: "cancelled" }))),
    {
      limitMs: 1_000,
      clock,
    },
  )(contextFor(1, [], cancel.signal));
  cancel.abort();
  expect(await cancelled).toEqual({ kind: "cancelled" });
});
