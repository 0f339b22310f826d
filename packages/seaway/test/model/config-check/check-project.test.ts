import { expect, test } from "vitest";
import { database, local, localOverrides, project, secret, service, type Environment } from "../../../src/index.ts";
import { checkProject } from "../../../src/model/config-check/check-project.ts";

const users = database("users", { engine: "postgres", schema: "./database//schema.sql" });
const backend = service("backend", { path: "backend/", port: 5001, env: { DATABASE_URI: users.uri, SECRET_KEY: secret("SECRET_KEY") } });
const environments = { local: local() };

/** The findings of a project whose only service has these properties. */
const found = (props: object): readonly string[] =>
  codes(checkProject(project("p", { services: [service("a", { path: "a", ...props })], environments })));

const codes = ({ findings }: ReturnType<typeof checkProject>): readonly string[] =>
  findings.map(({ code, facts, place }) =>
    `${code} ${place.path.join(".")} ${facts.expected ?? facts.nearest ?? facts.ref ?? facts.unsupported ?? ""}`.trim(),
  );

test("a project becomes plain data with its defaults filled in, and its databases are found by their references", () => {
  const { definition, files } = checkProject(project("users", { services: [backend], environments }));
  expect(JSON.parse(JSON.stringify(definition))).toEqual({
    name: "users",
    services: [
      {
        name: "backend",
        kind: "web",
        path: "backend",
        port: 5001,
        command: ["gunicorn", "app:app"],
        env: { DATABASE_URI: { ref: "users.uri" }, SECRET_KEY: { secret: "SECRET_KEY" } },
        replicas: 1,
        public: false,
      },
    ],
    databases: [{ name: "users", engine: "postgres", version: "18", databaseName: "users", schema: "database/schema.sql" }],
    environments: { local: { target: "local", protected: false, services: {} } },
    defaultEnvironment: "local",
  });
  expect(files.map(({ wants, path }) => `${wants} ${path}`)).toEqual(["folder backend", "file database/schema.sql"]);
});

test("a service without a port is a worker", () => {
  const worker = service("jobs", { path: "jobs", command: ["python", "-m", "jobs"], memory: "1Gi" });
  expect(checkProject(project("p", { services: [worker], environments })).definition?.services).toEqual([
    { name: "jobs", kind: "worker", path: "jobs", command: ["python", "-m", "jobs"], memoryMiB: 1024, env: {}, replicas: 1, public: false },
  ]);
});

test("each wrong value is found where it stands", () => {
  expect(found({ port: "80a0", replicas: 0, memory: "1GB", public: "yes", kind: "wob", health: "health" })).toEqual([
    'SEA-2104 kind "web" or "worker"',
    "SEA-2104 port a number from 1 to 65535",
    "SEA-2104 health a path that starts with /",
    "SEA-2104 replicas a number from 1 to 100",
    'SEA-2104 memory a size such as "256Mi" or "1Gi", or a number of MiB, at least 16 MiB',
    "SEA-2104 public true or false",
  ]);
  expect(found({ port: 65_536 })).toEqual(["SEA-2104 port a number from 1 to 65535"]);
  expect(found({ command: [] })).toEqual(["SEA-2104 command a program with its arguments, as a text or as a list of texts"]);
  expect(found({ command: "a | b" })).toEqual(["SEA-2112 command |"]);
  expect(found({ volume: { name: "Up", path: "/data/../etc" } })).toEqual([
    "SEA-2104 volume.name a name of lower-case letters, digits and hyphens that starts with a letter",
    "SEA-2104 volume.path an absolute path below /, without ..",
  ]);
});

test("paths stay inside the project's folder", () => {
  for (const path of ["../a", "/a", "a/../../b", String.raw`a\b`, "C:/a"]) expect(found({ path })).toEqual(["SEA-2113 path"]);
  expect(found({ path: "./a/./b" })).toEqual([]);
});

test("a property that does not exist is found with the one that was meant", () => {
  expect(found({ replicsa: 2, port: 5000, migrate: "x" })).toEqual(["SEA-2105 replicsa replicas", "SEA-2105 migrate"]);
});

test("what needs a port is refused without one", () => {
  expect(found({ kind: "web", public: true, health: "/" })).toEqual([
    'SEA-2104 kind "worker", because it has no port',
    "SEA-2104 public false, because it has no port",
    "SEA-2104 health left out, because it has no port",
  ]);
  expect(found({ kind: "worker", port: 5000 })).toEqual(['SEA-2104 kind "web", because it has a port']);
});

test("a setting is a text, a reference or a secret and nothing else", () => {
  const expected = "a text, a reference or a secret";
  expect(found({ env: { A: 5001, B: users, C: true, "D-E": "x", F: "nul\0" } })).toEqual([
    `SEA-2111 env.A ${expected}: write a number as a text, for example "5001"`,
    `SEA-2111 env.B ${expected}: pass one of its properties, for example users.uri`,
    `SEA-2111 env.C ${expected}`,
    "SEA-2114 env.D-E",
    `SEA-2111 env.F ${expected}`,
  ]);
});

test("a reference leads to a node of the project that has what it names", () => {
  const stray = service("stray", { path: "stray", port: 5002 });
  const worker = service("jobs", { path: "jobs" });
  const caller = service("caller", { path: "caller", env: { STRAY: stray.url, JOBS: worker.url } });
  expect(codes(checkProject(project("p", { services: [caller, worker], environments })))).toEqual([
    "SEA-2109 env.STRAY stray.url",
    "SEA-2115 env.JOBS jobs.url",
  ]);
});

test("services and databases share one set of names", () => {
  const other = database("backend", { engine: "postgres" });
  expect(codes(checkProject(project("p", { services: [backend], databases: [other], environments })))).toEqual(["SEA-2108"]);
  const twin = service("backend", { path: "twin" });
  expect(codes(checkProject(project("p", { services: [backend, twin], environments })))).toEqual(["SEA-2108"]);
});

test("a name that no host could have is refused", () => {
  for (const name of ["Backend", "back_end", "-a", "a-", "", "localhost", "a".repeat(64), "1st"]) {
    expect(codes(checkProject(project("p", { services: [service(name, { path: "a" })], environments })))).toEqual(["SEA-2107"]);
  }
});

test("two services share a port as long as only one of them is public", () => {
  const one = service("one", { path: "one", port: 80, public: true });
  const two = service("two", { path: "two", port: 80 });
  expect(codes(checkProject(project("p", { services: [one, two], environments })))).toEqual([]);
  const opened = { local: local(), open: local({ services: { two: { public: true } } }) };
  expect(
    checkProject(project("p", { services: [one, two], environments: opened })).findings.map(({ code, facts }) => [code, facts.environment]),
  ).toEqual([["SEA-2118", "open"]]);
});

test("an environment changes some properties of services that exist, and its changes are in the form of the definition", () => {
  const changes = { backend: { replicas: 2, memory: "256Mi", command: "flask run", env: { LOG_LEVEL: "debug" } } } as const;
  const { definition } = checkProject(
    project("p", { services: [backend], environments: { local: local({ protected: true, services: changes }) } }),
  );
  expect(definition?.environments).toEqual({
    local: {
      target: "local",
      protected: true,
      services: { backend: { replicas: 2, memoryMiB: 256, command: ["flask", "run"], env: { LOG_LEVEL: "debug" } } },
    },
  });
  const wrong = { backned: {}, backend: { port: 1, replicas: -1 } };
  expect(codes(checkProject(project("p", { services: [backend], environments: { local: local({ services: wrong }) } })))).toEqual([
    "SEA-2116 services.backned backend",
    "SEA-2105 services.backend.port",
    "SEA-2104 services.backend.replicas a number from 1 to 100",
  ]);
});

test("the default environment is the first one, or the named one, which must exist", () => {
  const two = { staging: local(), local: local() };
  expect(checkProject(project("p", { services: [backend], environments: two })).definition?.defaultEnvironment).toBe("staging");
  expect(checkProject(project("p", { services: [backend], environments: two, default: "local" })).definition?.defaultEnvironment).toBe(
    "local",
  );
  expect(codes(checkProject(project("p", { services: [backend], environments: two, default: "locl" })))).toEqual([
    "SEA-2117 default local",
  ]);
  expect(codes(checkProject(project("p", { services: [backend], environments: {} })))).toEqual([
    "SEA-2104 environments an object with at least one environment",
  ]);
});

test("seaway.local.ts goes before the environment's own changes, setting by setting", () => {
  const config = project("p", {
    services: [backend],
    environments: { local: local({ services: { backend: { replicas: 2, env: { A: "config", B: "config" } } } }) },
  });
  const overrides = localOverrides({ environments: { local: { services: { backend: { env: { B: "local" }, health: "/up" } } } } });
  expect(checkProject(config, overrides).definition?.environments.local?.services).toEqual({
    backend: { replicas: 2, env: { A: "config", B: "local" }, health: "/up" },
  });
});

test("seaway.local.ts changes only local environments that exist", () => {
  const elsewhere = { ...local(), target: "aws" } as unknown as Environment;
  const config = project("p", { services: [backend], environments: { local: local(), production: elsewhere } });
  const overrides = localOverrides({ environments: { production: { protected: false }, locl: {} } });
  expect(codes(checkProject(config, overrides))).toEqual(["SEA-2130 environments.production", "SEA-2117 environments.locl local"]);
});
