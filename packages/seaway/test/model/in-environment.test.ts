import { expect, test } from "vitest";
import { configValues } from "../../src/model/config-values.ts";
import type { ProjectDefinition } from "../../src/model/definition.ts";
import { inEnvironment } from "../../src/model/in-environment.ts";

const definition: ProjectDefinition = {
  name: "users",
  services: [
    {
      name: "backend",
      kind: "web",
      path: "backend",
      port: 5001,
      command: ["gunicorn", "app:app"],
      env: { DATABASE_URI: { ref: "users.uri" }, LOG_LEVEL: "info" },
      replicas: 1,
      public: false,
    },
  ],
  databases: [{ name: "users", engine: "postgres", version: "18", databaseName: "app" }],
  environments: {
    local: { target: "local", protected: false, services: {} },
    busy: { target: "local", protected: true, services: { backend: { replicas: 3, memoryMiB: 256, env: { LOG_LEVEL: "debug" } } } },
  },
  defaultEnvironment: "local",
};

test("an environment without changes has the services as they were described", () => {
  expect(inEnvironment(definition, "local")).toEqual(definition);
});

test("changes of an environment replace properties, and settings one by one", () => {
  expect(inEnvironment(definition, "busy").services).toEqual([
    { ...definition.services[0], replicas: 3, memoryMiB: 256, env: { DATABASE_URI: { ref: "users.uri" }, LOG_LEVEL: "debug" } },
  ]);
});

test("an environment that the project does not have is refused with the nearest name", () => {
  expect(() => inEnvironment(definition, "bussy")).toThrow("SEA-2117: the project has no environment `bussy`: did you mean `busy`?");
  expect(() => inEnvironment(definition, "toString")).toThrow("SEA-2117: the project has no environment `toString`");
});

test("the values of an environment have the names that the config gives them", () => {
  expect(configValues(definition, "busy")).toEqual({
    "services.backend.path": "backend",
    "services.backend.kind": "web",
    "services.backend.port": 5001,
    "services.backend.command": ["gunicorn", "app:app"],
    "services.backend.env.DATABASE_URI": { ref: "users.uri" },
    "services.backend.env.LOG_LEVEL": "debug",
    "services.backend.replicas": 3,
    "services.backend.memory": 256,
    "services.backend.public": false,
    "databases.users.engine": "postgres",
    "databases.users.version": "18",
    "databases.users.name": "app",
    "environments.busy.target": "local",
    "environments.busy.protected": true,
    default: "local",
  });
});
