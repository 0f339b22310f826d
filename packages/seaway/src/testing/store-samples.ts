import type { CacheEntry, RecordedNode, RunRecord, SealedSecret } from "../engine/ports/store.ts";
import type { ProjectDefinition } from "../model/definition.ts";
import type { Holder, RunEvent } from "../model/events/run-event.ts";
import type { Plan } from "../model/plan.ts";
import type { Pin } from "../model/pin.ts";
import type { Deployment, Release } from "../model/release.ts";
import type { SuiteReport, TestResult } from "../model/suite-report.ts";

/** One of everything that a store keeps, for its conformance suite. Texts with quotes, line ends and other alphabets are on purpose. */
const definition: ProjectDefinition = {
  name: "users",
  services: [],
  databases: [{ name: "users", engine: "postgres", version: "18", databaseName: "users", schema: "database/schema.sql" }],
  environments: { local: { target: "local", protected: false, services: {} } },
  defaultEnvironment: "local",
};

export const ana: Holder = { run: 1, user: "ana", machine: "wharf", sinceMs: 1_000, because: "seaway up" };
export const ben: Holder = { run: 2, user: "ben", machine: "quay", sinceMs: 2_000, because: "a push to main" };

export const aRun = (number: number, environment = "local"): RunRecord => ({
  number,
  environment,
  plan: "p-7f3c",
  verb: "up",
  user: "ana",
  because: `seaway up -m "d'œuvre"\n`,
  requestedAtMs: 1_000 + number,
  allowDestroy: [],
  folder: "/srv/users",
  lockTimeoutMs: 900_000,
});

export const progress = (note: string): RunEvent => ({ type: "step.progressed", atMs: 1_500, step: "build.backend", note });

export const aPlan = (id: string): Plan => ({
  v: 1,
  id,
  fingerprint: `${id.slice(2)}0123456789`,
  project: "users",
  verb: "up",
  environment: "local",
  commit: { id: "4f2a9c1", branch: "main", subject: "Größere Häfen ⚓", dirty: true },
  definition,
  changes: [
    {
      node: "database.users",
      kind: "local.postgres",
      action: "create",
      stage: "provision",
      reasons: [{ text: "it is not there" }],
      losesData: false,
      desired: { a: [1, null] },
    },
  ],
  steps: [{ id: "database.users", stage: "provision", action: "create", dependsOn: [] }],
  needsDecision: [],
  kept: [],
  missingSecrets: [],
  warnings: [],
  madeAtMs: 900,
});

export const aNode = (node: string, version = "18"): RecordedNode => ({
  node,
  kind: "local.postgres",
  holdsData: true,
  props: { version, nested: { list: [1, "two", null, true] } },
  outputs: { host: "127.0.0.1", port: 5_433, password: { secret: "database.users.password", version: 1 } },
  run: 1,
  atMs: 1_700,
});

export const anEntry = (key: string, node = "build.backend", project = "users"): CacheEntry => ({
  key,
  project,
  node,
  inputs: { "file backend/app.py": `digest of ${key}`, interpreter: "3.12" },
  outputs: { kind: "bundle", folder: `/bundles/${key}` },
  run: 1,
  atMs: 1_800,
});

export const aRelease = (number: number): Release => ({
  number,
  run: 1,
  commit: { id: "4f2a9c1", branch: "main", subject: "Add a form", dirty: false },
  artifacts: { backend: { kind: "bundle", digest: "sha256:ab", folder: "/bundles/ab", environment: "/venvs/ab", interpreter: "/usr" } },
  keys: { backend: "sha256:1" },
  definition,
  madeAtMs: 1_900,
});

export const aDeployment = (number: number, environment = "local"): Deployment => ({
  number,
  environment,
  release: 1,
  run: 1,
  openedAtMs: 2_000,
  verb: "up",
  user: "ana",
  services: {
    backend: {
      definition: {
        ...{ name: "backend", kind: "worker", path: "backend", command: ["python", "work.py"], replicas: 1, public: false },
        env: { MAIL_TOKEN: { secret: "MAIL_TOKEN" } },
      },
      ...{ key: "sha256:1", digest: "sha256:ab", secrets: { MAIL_TOKEN: { version: 2, mac: "1f" } } },
    },
  },
});

export const aPin = (environment: string): Pin => ({
  environment,
  release: 1,
  deployment: 1,
  user: "ana",
  atMs: 2_050,
  reason: "too slow",
});

export const aReport = (run: number, node = "test.backend", environment = "local"): SuiteReport => ({
  run,
  node,
  attempt: 1,
  environment,
  key: "sha256:k",
  narrowed: false,
  startedAtMs: 2_060 + run,
  durationMs: 900,
  outcome: "failed",
  totals: { passed: 1, failed: 1, skipped: 0, flaky: 0 },
  coverage: 81.5,
  notes: [],
});

export const aResult = (id: string, outcome: TestResult["outcome"] = "passed"): TestResult => ({ id, name: id, outcome, durationMs: 12 });

export const aSecret = (name: string, version: number, environment = "local"): SealedSecret => ({
  environment,
  name,
  version,
  sealed: `v1:${name}${version}`,
  mac: `mac of ${name} ${version}`,
  setAtMs: 2_100,
  setBy: "ana",
  generated: false,
});
