import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { knockUntil } from "../../../../../src/adapters/runtimes/local/instances/knock.ts";
import { deferred } from "../../../../../src/std/deferred.ts";

test("a server that waits for a connection gets some until it has ended, and then none", async () => {
  const ended = deferred();
  let visits = 0;
  const server = createServer((visitor) => {
    visitor.on("error", () => undefined).resume();
    visits += 1;
    if (visits === 3) ended.resolve();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  await knockUntil(ended.promise, (server.address() as AddressInfo).port);
  expect(visits).toBe(3);
  await new Promise((resolve) => server.close(resolve));
});

test("nobody who listens, and an end that fails, are no errors of the knocking", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await expect(knockUntil(Promise.reject(new Error("could not be ended")), port)).resolves.toBeUndefined();
});
