import { expect, test } from "vitest";
import { database, local, project, secret, service } from "../../src/index.ts";

/** Never run: the compiler is the test, and each expected error that does not come fails `tsc`. */
export function mistakesThatDoNotCompile(): void {
  const users = database("users", { engine: "postgres" });
  const backend = service("backend", {
    path: "backend",
    port: 5001,
    env: { DATABASE_URI: users.uri, TOKEN: secret("TOKEN"), LEVEL: "info" },
  });

  // @ts-expect-error Type 'Database' is not assignable to type '"A resource is not a setting: pass one of its …"'
  service("a", { path: "a", env: { DATABASE_URI: users } });
  // @ts-expect-error Type 'number' is not assignable to type '"A setting is a text, a reference or a secret: …"'
  service("a", { path: "a", env: { PORT: 5001 } });
  // @ts-expect-error A variable of the environment may be missing
  service("a", { path: "a", env: { HOME: process.env.HOME } });
  // @ts-expect-error A database has a uri, no url
  service("a", { path: "a", env: { DATABASE_URI: users.url } });
  // @ts-expect-error A service has a url, no uri
  service("a", { path: "a", env: { BACKEND: backend.uri } });
  // @ts-expect-error Did you mean to write 'replicas'?
  service("a", { path: "a", replicsa: 2 });
  // @ts-expect-error A port is a number
  service("a", { path: "a", port: "5000" });
  // @ts-expect-error A path is needed
  service("a", { port: 5000 });
  // @ts-expect-error "1GB" is no size that we know
  service("a", { path: "a", memory: "1GB" });
  // @ts-expect-error An engine is needed
  database("a", {});
  // @ts-expect-error A path is the same in every environment
  local({ services: { backend: { path: "elsewhere" } } });
  // @ts-expect-error A database is no service
  project("p", { services: [users], environments: { local: local() } });
  // @ts-expect-error A project needs environments
  project("p", { services: [backend] });
}

test("mistakes that compile after all are still there when the project is built, to be found by its check", () => {
  expect(service("a", { path: "a", env: { PORT: 5001 as unknown as string } }).props).toEqual({ path: "a", env: { PORT: 5001 } });
});
