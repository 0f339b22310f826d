import { expect, test } from "vitest";
import { database, secret, service } from "../../src/index.ts";

const users = database("users", { engine: "postgres" });
const backend = service("backend", { path: "backend", port: 5001 });

test("a property of a database or service is a reference by name", () => {
  expect([users.uri, users.host, users.port, users.user, users.password, users.name].map(({ ref }) => ref)).toEqual([
    "users.uri",
    "users.host",
    "users.port",
    "users.user",
    "users.password",
    "users.name",
  ]);
  expect([backend.url, backend.host, backend.port].map(({ ref }) => ref)).toEqual(["backend.url", "backend.host", "backend.port"]);
});

test("a reference, a secret, a service and a database refuse to become part of a text", () => {
  for (const [value, what] of [
    [users.host, "users.host"],
    [secret("TOKEN"), 'secret("TOKEN")'],
    [backend, "service backend"],
    [users, "database users"],
  ] as const) {
    // oxlint-disable-next-line typescript/restrict-template-expressions, typescript/no-base-to-string -- this mistake is what is tested
    expect(() => `http://${value}/`).toThrow(`SEA-2110: ${what} cannot be part of a text`);
    // oxlint-disable-next-line typescript/no-base-to-string -- and this one
    expect(() => String(value)).toThrow("SEA-2110");
  }
});

test("what a builder yields can't be changed afterwards", () => {
  expect(Object.isFrozen(users) && Object.isFrozen(backend) && Object.isFrozen(users.uri)).toBe(true);
});
