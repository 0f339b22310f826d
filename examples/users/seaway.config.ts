/// <reference path="./.seaway/types.d.ts" />
import { database, local, project, service } from "seaway";

const users = database("users", { engine: "postgres", schema: "database/schema.sql", seed: "database/seed.sql" });

const backend = service("backend", { path: "backend", port: 5001, health: "/health", env: { DATABASE_URI: users.uri } });

const frontend = service("frontend", {
  path: "frontend",
  port: 5000,
  health: "/health",
  env: { BACKEND_URL: backend.url },
  public: true,
});

export default project("users", { services: [backend, frontend], environments: { local: local() } });
