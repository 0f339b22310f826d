import { expect, test } from "vitest";
import { renderHistory } from "../../../../src/surfaces/cli/render/history.ts";
import { renderStatus } from "../../../../src/surfaces/cli/render/status.ts";
import { plainStyle } from "../../../../src/surfaces/cli/render/style.ts";
import { badRun, goodRun, unfolded } from "./run-story.ts";

test("status is services and databases by environments, and what needs attention is said below", () => {
  const facts = {
    project: "users",
    now: 8 * 60_000,
    environments: [
      {
        name: "local",
        protected: false,
        release: 40,
        deployedAtMs: 0,
        answering: true,
        services: [
          { name: "frontend", healthy: 1, wanted: 1 },
          { name: "backend", healthy: 1, wanted: 2, note: "backend-91-2 · unhealthy · restarted 4 times" },
        ],
        databases: [{ name: "users", state: "running" as const, holds: "12 MB, 2 tables" }],
        lastRun: {
          number: 124,
          lights: ["passed", "passed", "passed", "failed", "waiting", "waiting"] as const,
          goesOn: "interrupted" as const,
        },
        urls: ["http://127.0.0.1:5000"],
      },
      { name: "production", protected: true, services: [{ name: "frontend", healthy: 0, wanted: 2 }], databases: [], urls: [] },
    ],
  };
  expect(renderStatus(facts, plainStyle)).toBe(`\
users          local                    production · protected
               r40 8 min                nothing serves
  frontend     ● 1/1                    ✕ 0/2
  backend      ▲ 1/2                    –
  users  (db)  ● 12 MB, 2 tables        –
last run       #124 ●●●✕○○ interrupted  –

  backend in local: backend-91-2 · unhealthy · restarted 4 times

  local  http://127.0.0.1:5000`);
});

test("history is a line a run, newest first, an interrupted one said to be so", () => {
  const [, good] = unfolded(goodRun).at(-1)!;
  const [, bad] = unfolded(badRun).at(-1)!;
  const [, broken] = unfolded(goodRun)[4]!;
  const row = { user: "ava", interrupted: false, requestedAtMs: 0 };
  expect(
    renderHistory(
      [
        { ...row, view: { ...broken, run: 128 }, interrupted: true },
        { ...row, view: { ...bad, run: 127, verdict: "contained", deployment: 2 }, release: 2 },
        { ...row, view: { ...good, deployment: 1 }, release: 1 },
      ],
      3 * 3_600_000,
      plainStyle,
    ),
  ).toBe(`\
#128  up  local  ◐–◐––○  interrupted                                 3 h ago  by ava, because of seaway up
#127  up  local  ●–●––✕  failed, contained (exit 25)  9.0 s  r2 d-2  3 h ago  by ava, because of seaway up
#126  up  local  ●–●––●  succeeded                    12 s   r1 d-1  3 h ago  by ava, because of seaway up`);
});
