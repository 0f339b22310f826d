import { join } from "node:path";
import { expect, test } from "vitest";
import { configOrigins } from "../../../src/adapters/config/config-origins.ts";
import { evaluateConfig } from "../../../src/adapters/config/evaluate-config.ts";
import { temporaryProject } from "./temporary-project.ts";

test("each value has the place that decided it: the machine's own file, the environment, the node, or the default", async () => {
  const config = `import { database, local, project, service } from "seaway";
const users = database("users", { engine: "postgres" });
const usual = {
  replicas: 2,
};
const backend = service("backend", {
  path: "backend",
  port: 5001,
  ...usual,
  env: { DATABASE_URI: users.uri, LEVEL: "info", ZONE: "a" },
});
export default project("p", {
  services: [backend],
  environments: {
    local: local(),
    busy: local({
      protected: true,
      services: { backend: {
        replicas: 3,
        env: { LEVEL: "debug" },
      } },
    }),
  },
});
`;
  const own = `import { localOverrides } from "seaway";
export default localOverrides({
  environments: { busy: { services: { backend: { env: {
    ZONE: "b" } } } } },
});
`;
  const folder = temporaryProject({ "backend/app.py": "", "seaway.config.ts": config, "seaway.local.ts": own });
  const file = join(folder, "seaway.config.ts");
  expect(await configOrigins(file, await evaluateConfig(file), "busy")).toEqual({
    "services.backend.path": "seaway.config.ts:7",
    "services.backend.kind": "default",
    "services.backend.port": "seaway.config.ts:8",
    "services.backend.command": "default",
    "services.backend.env.DATABASE_URI": "seaway.config.ts:10",
    "services.backend.env.LEVEL": "seaway.config.ts:20 (environments.busy)",
    "services.backend.env.ZONE": "seaway.local.ts:4",
    "services.backend.replicas": "seaway.config.ts:19 (environments.busy)",
    "services.backend.public": "default",
    "databases.users.engine": "seaway.config.ts:2",
    "databases.users.version": "default",
    "databases.users.name": "default",
    "environments.busy.target": "seaway.config.ts:16",
    "environments.busy.protected": "seaway.config.ts:17",
    default: "default",
  });
  const here = await configOrigins(file, await evaluateConfig(file));
  expect(here["services.backend.replicas"]).toBe("seaway.config.ts:4");
  expect(here["services.backend.env.ZONE"]).toBe("seaway.config.ts:10");
});
