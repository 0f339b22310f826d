import { describe, expect, test } from "vitest";
import type { Case } from "../../../src/engine/diagnosis/case.ts";
import { explain } from "../../../src/engine/diagnosis/explain.ts";
import type { SourceFacts } from "../../../src/engine/ports/sources.ts";
import type { ServiceDefinition } from "../../../src/model/definition.ts";
import type { Problem } from "../../../src/model/problem.ts";
import type { DeployedService } from "../../../src/model/release.ts";

const crash = (...log: string[]): Problem => ({ code: "SEA-5301", sentence: "backend of r44 crashes on start", remedy: "", log });
const nothing: SourceFacts = { variables: [], imports: [], ports: [], modules: ["app"], requirements: ["flask"] };
const backend: ServiceDefinition = {
  ...{ name: "backend", kind: "web", path: "backend", port: 5001, command: ["gunicorn", "app:app"] },
  ...{ env: { DATABASE_URI: { ref: "users.uri" } }, replicas: 1, public: false },
};

interface Given {
  readonly digest?: string;
  readonly env?: ServiceDefinition["env"];
  readonly secrets?: DeployedService["secrets"];
}

const deployed = ({ digest = "sha256:1", env = backend.env, secrets = {} }: Given): DeployedService => ({
  ...{ definition: { ...backend, env }, key: digest, digest, secrets },
});

const failed = (more: Partial<Case>): Case => ({
  ...{ problem: crash(), release: "r44", next: deployed({ digest: "sha256:2" }), good: deployed({}) },
  ...{ sources: nothing, goodSources: nothing, migrations: [], ...more },
});

describe("a module that no requirement brings", () => {
  const log = ["Traceback (most recent call last):", "ModuleNotFoundError: No module named 'yaml'"];
  const sources = { ...nothing, imports: [{ name: "yaml", at: "settings.py:3" }] };

  test("is named with where it is imported, and with its package", () => {
    expect(explain(failed({ problem: crash(...log), sources }))).toEqual({
      why: "backend/settings.py:3 imports yaml, and backend/requirements.txt does not name its package pyyaml",
      remedy: "add the line `pyyaml` to backend/requirements.txt, then run `seaway up`",
    });
  });

  test("is explained in a first release, too", () => {
    const first = { good: undefined, goodSources: undefined };
    expect(explain(failed({ problem: crash(...log), sources, ...first }))?.why).toContain("imports yaml");
  });

  test.for<[string, Partial<SourceFacts>]>([
    ["when its package is required", { requirements: ["pyyaml"] }],
    ["when it is a module of the service itself", { modules: ["yaml"] }],
    ["when the service lists no requirements", { requirements: undefined }],
    ["when somebody else imports it", { imports: [] }],
  ])("is no reason %s", ([, facts]) => {
    expect(explain(failed({ problem: crash(...log), sources: { ...sources, ...facts } }))).toBeUndefined();
  });
});

describe("a variable that is first read in this release", () => {
  const sources = { ...nothing, variables: [{ name: "SMTP_HOST", at: "mail.py:7" }] };
  const problem = crash("Traceback (most recent call last):", "KeyError: 'SMTP_HOST'");

  test("is named with where it is read, and that it is not set", () => {
    expect(explain(failed({ problem, sources }))).toEqual({
      why: "r44 is the first release that reads SMTP_HOST (backend/mail.py:7); it is not set",
      remedy: "set SMTP_HOST in `env` of backend in seaway.config.ts, then run `seaway up`",
    });
  });

  test("is named with what it is, where the message speaks of it", () => {
    const next = deployed({ digest: "sha256:2", env: { SMTP_HOST: "mail" } });
    expect(explain(failed({ problem: crash("ValueError: SMTP_HOST has no dot"), sources, next }))).toEqual({
      why: 'r44 is the first release that reads SMTP_HOST (backend/mail.py:7); it is "mail" here',
      remedy: "correct SMTP_HOST of backend in seaway.config.ts, then run `seaway up`",
    });
  });

  test("is no reason when a good release read it already, when nothing speaks of it, or when there was no good release", () => {
    expect(explain(failed({ problem, sources, goodSources: sources }))).toBeUndefined();
    expect(explain(failed({ problem: crash("ValueError: no"), sources }))).toBeUndefined();
    expect(explain(failed({ problem, sources, goodSources: undefined, good: undefined }))).toBeUndefined();
  });

  test("a level of logs is no mention of a variable of that name", () => {
    const debug = { ...nothing, variables: [{ name: "DEBUG", at: "app.py:2" }] };
    expect(explain(failed({ problem: crash("DEBUG: starting"), sources: debug }))).toBeUndefined();
    expect(explain(failed({ problem: crash("KeyError: 'DEBUG'"), sources: debug }))?.why).toContain("reads DEBUG");
  });
});

describe("a port that differs from the given one", () => {
  const sentence = "backend-6-1 listens on 127.0.0.1:5050, not on the port 40001 that it was given";
  const problem: Problem = { code: "SEA-5311", sentence, remedy: "" };

  test("is named with the line that names it, and the declared one", () => {
    const sources = { ...nothing, ports: [{ name: "5050", at: "app.py:9" }] };
    expect(explain(failed({ problem, sources }))).toEqual({
      why: "backend/app.py:9 names the port 5050; the given one is in PORT; callers use 5001, as seaway.config.ts declares",
      remedy: "take the port from the environment variable PORT in backend/app.py:9, then run `seaway up`",
    });
  });

  test("is named where somebody else has it, too", () => {
    const taken = { ...problem, code: "SEA-5312", sentence: "backend needs port 5001, which Seaway's own proxy has" };
    expect(explain(failed({ problem: taken, sources: { ...nothing, ports: [{ name: "5001", at: "app.py:9" }] } }))?.why).toBe(
      "backend/app.py:9 names the port 5001; the given one is in PORT; callers use 5001, as seaway.config.ts declares",
    );
  });

  test("is not explained by another number in the source", () => {
    expect(explain(failed({ problem, sources: { ...nothing, ports: [{ name: "8080", at: "app.py:9" }] } }))).toBeUndefined();
  });
});

describe("settings that changed while the program is the same", () => {
  const secrets = (version: number) => ({ MAIL_TOKEN: { version, mac: "" } });
  const good = deployed({ env: { MODE: "fast", TOKEN: { secret: "MAIL_TOKEN" } }, secrets: secrets(1) });

  test("are named with what they were and are; a secret only by its version", () => {
    const next = deployed({ env: { MODE: "slow", TOKEN: { secret: "MAIL_TOKEN" } }, secrets: secrets(2) });
    expect(explain(failed({ next, good }))).toEqual({
      why:
        'the program is the one that served before; only its settings changed: MODE was "fast" and is "slow", ' +
        "TOKEN was the secret MAIL_TOKEN v1 and is the secret MAIL_TOKEN v2",
      remedy: "correct those settings, then run `seaway up`",
    });
  });

  test("are no reason when the program changed, too, or when none did", () => {
    const env = { MODE: "slow" };
    expect(explain(failed({ next: deployed({ digest: "sha256:2", env }), good }))).toBeUndefined();
    expect(explain(failed({ next: good, good }))).toBeUndefined();
  });
});
