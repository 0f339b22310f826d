import { expect, test } from "vitest";
import type { Change, Plan } from "../../../../src/model/plan.ts";
import { renderNext } from "../../../../src/surfaces/cli/render/next.ts";
import { planNext } from "../../../../src/surfaces/cli/render/plan-next.ts";
import { renderPlan, type PlanFacts } from "../../../../src/surfaces/cli/render/plan.ts";
import { plainStyle } from "../../../../src/surfaces/cli/render/style.ts";

const change = (node: string, action: Change["action"], text: string, more: Partial<Change> = {}): Change => ({
  node,
  kind: node.startsWith("service") ? "service" : node.startsWith("database") ? "local.postgres" : "local.bundle",
  action,
  stage: node.startsWith("service") ? "rollout" : node.startsWith("build") ? "build" : "provision",
  reasons: text === "" ? [] : [{ text }],
  losesData: false,
  ...more,
});

const plan = (changes: readonly Change[], more: Partial<Plan> = {}): Plan => ({
  v: 1,
  id: "p-7f3c",
  fingerprint: "7f3c",
  project: "users",
  verb: "up",
  environment: "local",
  commit: { id: "9f2c1ab4d5", branch: "main", subject: "Show e-mails", dirty: false },
  definition: { name: "users", services: [], databases: [], environments: {}, defaultEnvironment: "local" },
  changes,
  steps: changes
    .filter(({ action, stage }) => action !== "same" && stage !== "rollout")
    .map(({ node, stage, action }) => ({ id: node, stage, action, dependsOn: [] as string[] }))
    .concat(
      changes.some(({ stage, action }) => stage === "rollout" && action !== "same")
        ? [{ id: "rollout", stage: "rollout", action: "update", dependsOn: [] }]
        : [],
    ),
  warnings: [],
  needsDecision: changes.filter(({ losesData }) => losesData).map(({ node }) => node),
  kept: [],
  missingSecrets: [],
  madeAtMs: 0,
  ...more,
});

const facts: PlanFacts = { defaulted: false, readMs: 210, serving: 42, show: "changes", all: false };

test("a plan is told from the harmless to the dangerous, each change with its reason", () => {
  const told = plan(
    [
      change("database.users", "recreate", "", {
        reasons: [{ text: "name users → people", position: { file: "seaway.config.ts", line: 8, column: 3 } }],
        losesData: true,
        holds: "12 MB, 4 tables",
        instead: 'keep name: "users"',
      }),
      change("volume.uploads", "create", "not there yet"),
      change("build.backend", "run", "backend/app.py changed"),
      change("build.frontend", "cached", ""),
      change("service.backend", "update", "backend/app.py changed"),
      change("service.frontend", "update", "backend.url changed"),
      change("database.audit", "same", ""),
      change("database.mail", "update", "its server is not running", { reasons: [{ text: "its server is not running", drift: true }] }),
    ],
    { warnings: ["database.users: seed.sql changed; it runs only when the database is created"] },
  );
  expect(renderPlan(told, facts, plainStyle)).toBe(`\
users → local   main 9f2c1ab "Show e-mails"   8 nodes read in 0.2 s

  same    1 node    --all to list

  ! drift
    database.mail  repair · its server is not running

  + create
    volume.uploads  not there yet

  ~ change
    service.backend   backend/app.py changed
    service.frontend  backend.url changed

  -/+ recreate                                          DATA WOULD BE LOST
    database.users  name users → people (seaway.config.ts:8)
                    holds 12 MB, 4 tables
                    instead: keep name: "users"

  delivery
    build      backend: backend/app.py changed · frontend from the cache
    rollout    backend and frontend together · back to r42 if they fail

warning: database.users: seed.sql changed; it runs only when the database is created
Plan p-7f3c: 1 to create, 3 to change, 1 to recreate, 0 to destroy, 1 to run, 1 same.
Nothing was changed. This plan can't run yet: database.users needs a decision.`);
  expect(renderNext(planNext(told, facts))).toBe(`\
  next  keep name: "users" (seaway.config.ts:8), then plan again
  or    seaway up --plan p-7f3c --allow-destroy database.users   (loses 12 MB, 4 tables)`);
});

test("an empty plan says so, and names what serves", () => {
  const told = plan([change("database.users", "same", ""), change("build.backend", "cached", ""), change("service.backend", "same", "")]);
  expect(renderPlan(told, { ...facts, defaulted: true }, plainStyle)).toBe(`\
users → local (default)   main 9f2c1ab "Show e-mails"   3 nodes read in 0.2 s

  same    2 nodes    --all to list

Nothing to do: local is as the config says, and serves r42.
Nothing was changed.`);
  expect(renderNext(planNext(told, facts))).toBe("  next  seaway status -e local");
});

test("--summary is the last sentences alone", () => {
  expect(renderPlan(plan([change("database.users", "create", "not there yet")]), { ...facts, show: "summary" }, plainStyle)).toBe(`\
Plan p-7f3c: 1 to create, 0 to change, 0 to recreate, 0 to destroy, 0 same.
Nothing was changed.`);
});

test("--diff shows the attributes that differ with two lines of context", () => {
  const desired = { name: "backend", port: 5001, replicas: 2, command: ["gunicorn", "app:app"], health: "/health" };
  const told = plan([change("service.backend", "update", "replicas 1 → 2", { desired })]);
  const recorded = new Map([["service.backend", { ...desired, replicas: 1 }]]);
  expect(
    renderPlan(told, { ...facts, recorded }, plainStyle)
      .split("\n")
      .slice(2, 10)
      .join("\n"),
  ).toBe(
    `\
  ~ change
    service.backend  replicas 1 → 2
        "name": "backend",
        "port": 5001,
    -   "replicas": 1
    +   "replicas": 2
      }

  delivery`
      .split("\n")
      .slice(0, 8)
      .join("\n"),
  );
});

test("a missing secret is named with who reads it", () => {
  const told = plan([change("service.backend", "create", "not deployed yet")], {
    missingSecrets: [{ name: "MAIL_TOKEN", service: "backend" }],
  });
  expect(renderPlan(told, facts, plainStyle)).toContain(
    "  ? needed\n    secret.MAIL_TOKEN  not set in local, read by backend: you will be asked for it\n",
  );
});

test("a destroy plan leads to destroy, and says what stays", () => {
  const told = plan([change("service.backend", "destroy", "seaway destroy")], { verb: "destroy", kept: ["database.users"] });
  expect(renderPlan(told, facts, plainStyle).split("\n").slice(-3).join("\n")).toBe(`\
Plan p-7f3c: 0 to create, 0 to change, 0 to recreate, 1 to destroy, 0 same.
Nothing was changed.
database.users holds data and was not named: it stays.`);
});

test("a plan that is carried out right away says nothing of how the world stands: that comes at the end", () => {
  const shown = renderPlan(plan([change("service.backend", "update", "backend/app.py changed")]), { ...facts, goesOn: true }, plainStyle);
  expect(shown.endsWith("\nPlan p-7f3c: 0 to create, 1 to change, 0 to recreate, 0 to destroy, 0 same.")).toBe(true);
});
