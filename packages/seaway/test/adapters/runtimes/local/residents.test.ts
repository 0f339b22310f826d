import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "../../../../src/adapters/connections/local/process-identity.ts";
import { localResidents } from "../../../../src/adapters/runtimes/local/local-residents.ts";
import type { Resident, Residents } from "../../../../src/adapters/runtimes/local/residents.ts";
import { localLab, type LocalLab } from "./local-lab.ts";

let lab: LocalLab;
let residents: Residents;
beforeEach(async () => {
  lab = await localLab();
  residents = localResidents({ projectId: lab.projectId });
});
afterEach(() => lab.close());

const ticking = (word: string): Resident => ({
  id: "database.users",
  job: {
    argv: ["/bin/sh", "-c", `trap 'echo bye; exit 0' INT; echo ${word}; while :; do sleep 0.05; done`],
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
  },
  stop: { signal: "SIGINT", graceMs: 5_000 },
});

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 8_000; Date.now() < deadline; await sleep(20)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error("never held");
}

test("an equal resident is only found, another one takes its place", async () => {
  const first = await residents.ensure(lab.place, ticking("one"));
  expect(await residents.ensure(lab.place, ticking("one"))).toEqual(first);
  const second = await residents.ensure(lab.place, ticking("two"));
  expect([isAlive(first), isAlive(second)]).toEqual([false, true]);
});

test("a resident that dies is started again, and its log tells of both", async () => {
  const first = await residents.ensure(lab.place, ticking("one"));
  const { log } = (await residents.observe(lab.place, "database.users"))!;
  await until(() => (readFileSync(log, "utf8").endsWith(" one\n") ? true : undefined));
  process.kill(first.pid, "SIGKILL");
  const again = await until(async () => {
    const seen = await residents.observe(lab.place, "database.users");
    return seen?.running === true && seen.identity?.pid !== first.pid ? seen : undefined;
  });
  expect(again.restarts).toBe(1);
  await until(() => (readFileSync(log, "utf8").match(/ one$/gm)?.length === 2 ? true : undefined));
});

test("a killed runtime leaves residents running, and they can be seen without it", async () => {
  const first = await residents.ensure(lab.place, ticking("one"));
  await lab.killRuntime!();
  expect(await residents.observe(lab.place, "database.users")).toMatchObject({ running: true, identity: first, restarts: 0 });
  expect(await residents.ensure(lab.place, ticking("one"))).toEqual(first);
});

test("a stop is the signal that was asked for, and nothing is left of it", async () => {
  const first = await residents.ensure(lab.place, ticking("one"));
  const { log } = (await residents.observe(lab.place, "database.users"))!;
  await until(() => (readFileSync(log, "utf8").endsWith(" one\n") ? true : undefined));
  for (const _ of [1, 2]) await residents.stop(lab.place, "database.users");
  expect(isAlive(first)).toBe(false);
  expect(readFileSync(log, "utf8")).toMatch(/ bye\n$/);
  expect(await residents.observe(lab.place, "database.users")).toBeUndefined();
});

test("two commands at once start one runtime, and looking starts none", async () => {
  expect(await residents.observe(lab.place, "database.users")).toBeUndefined();
  expect((await lab.runtime.observe(lab.place)).answering).toBe(false);
  expect(existsSync(join(lab.folder, "state", "seaway", "runtime"))).toBe(false);
  const started = await Promise.all([1, 2, 3].map(() => residents.ensure(lab.place, ticking("one"))));
  expect(new Set(started.map(({ pid }) => pid)).size).toBe(1);
  expect((await lab.runtime.observe(lab.place)).answering).toBe(true);
});
