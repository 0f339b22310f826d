import { expect, test } from "vitest";
import { stateLine, type Ending } from "../../src/model/state-line.ts";
import type { WorldState } from "../../src/model/world-state.ts";

const world = (more: Partial<WorldState> = {}): WorldState => ({
  environment: "local",
  instances: { healthy: 2, wanted: 2 },
  urls: [],
  ...more,
});
const ending = (more: Partial<Ending>): Ending => ({ verb: "up", state: "succeeded", environment: "local", changed: true, ...more });

test.each<[string, Partial<Ending>, string]>([
  ["a first release", { world: world({ serving: 1 }) }, "local now serves r1: 2/2 processes healthy."],
  [
    "a change",
    { world: world({ serving: 2, before: 1, failedRequests: 0 }) },
    "local now serves r2 (was r1): 2/2 processes healthy, no request failed.",
  ],
  ["a repair", { world: world({ serving: 2, before: 2 }) }, "local serves r2, as before: 2/2 processes healthy."],
  ["nothing to do", { changed: false, world: world({ serving: 2 }) }, "local serves r2: 2/2 processes healthy."],
  [
    "a contained failure",
    { state: "failed", verdict: "contained", world: world({ serving: 1, before: 1, failedRequests: 1 }) },
    "local still serves r1: 2/2 processes healthy, 1 request failed.",
  ],
  [
    "a degraded environment",
    { state: "failed", verdict: "degraded", world: world({ serving: 1, instances: { healthy: 1, wanted: 2 } }) },
    "local is degraded: it serves r1, 1/2 processes healthy.",
  ],
  ["a first failure", { state: "failed", world: world() }, "Nothing served local before, and nothing serves it now."],
  ["a loss", { state: "failed", world: world({ before: 3 }) }, "Nothing serves local now; r3 served before."],
  [
    "a service without a health path",
    { world: world({ serving: 1, seen: "reached" }) },
    "local now serves r1: 2/2 processes healthy. A service without a health path was reached, not seen serving.",
  ],
  [
    "an address that somebody else has taken",
    { world: world({ serving: 2, before: 2, moved: [{ from: "http://127.0.0.1:5000", to: "http://127.0.0.1:5001" }] }) },
    "local serves r2, as before: 2/2 processes healthy. Its address is http://127.0.0.1:5001 now, no longer http://127.0.0.1:5000.",
  ],
  [
    "a destroy that kept the data",
    { verb: "destroy", world: world({ before: 3, kept: ["database.users"] }) },
    "Nothing serves local any more. database.users holds data and was not named: it stays.",
  ],
  ["a failed destroy", { verb: "destroy", state: "failed", world: world({ serving: 3 }) }, "local still serves r3: 2/2 processes healthy."],
  ["an unread world", {}, "local: it is not known what serves; look with  seaway status"],
])("%s has its sentence", (_name, more, sentence) => {
  expect(stateLine(ending(more))).toBe(sentence);
});
