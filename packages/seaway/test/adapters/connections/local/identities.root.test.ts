import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { identityFor, releaseIdentity } from "../../../../src/adapters/connections/local/identities.ts";

function aKey(): string {
  const key = `environment:test-${randomBytes(6).toString("hex")}/local`;
  onTestFinished(() => releaseIdentity(key));
  return key;
}

test("a key keeps its number until it is released, and no two keys have the same", async () => {
  const [one, two] = [aKey(), aKey()];
  const first = (await identityFor(one))!;
  const second = (await identityFor(two))!;
  expect(await identityFor(one)).toEqual(first);
  expect(second.uid).not.toBe(first.uid);
  for (const { uid, gid } of [first, second]) {
    expect([uid, uid >= 60_710 && uid <= 61_179]).toEqual([gid, true]);
    for (const file of ["/etc/passwd", "/etc/group"])
      expect(readFileSync(file, "utf8")).not.toMatch(new RegExp(`^[^:]*:[^:]*:${uid}:`, "m"));
  }
});

test("its home is its own, and goes with it", async () => {
  const key = aKey();
  const { uid, home } = (await identityFor(key))!;
  const { mode, uid: owner } = statSync(home);
  expect([mode & 0o777, owner]).toEqual([0o700, uid]);
  writeFileSync(join(home, "left"), "behind");
  await releaseIdentity(key);
  expect(existsSync(home)).toBe(false);
});

test("processes that ask at once agree on the numbers", async () => {
  const keys = Array.from({ length: 8 }, aKey);
  const module = new URL("../../../../src/adapters/connections/local/identities.ts", import.meta.url).href;
  const program = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.module).then(async ({ identityFor }) => {
      const numbers = [];
      for (const key of workerData.keys) numbers.push((await identityFor(key)).uid);
      parentPort.postMessage(numbers);
    });`;
  const asked = await Promise.all(
    [1, 2, 3, 4].map(
      () =>
        new Promise<readonly number[]>((resolve, reject) => {
          new Worker(program, { eval: true, workerData: { module, keys } }).once("message", resolve).once("error", reject);
        }),
    ),
  );
  expect(new Set(asked.map(String)).size).toBe(1);
  expect(new Set(asked[0]).size).toBe(keys.length);
});
