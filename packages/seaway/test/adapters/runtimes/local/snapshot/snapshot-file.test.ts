import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Snapshot } from "../../../../../src/adapters/runtimes/local/snapshot/snapshot.ts";
import { readSnapshot, snapshotFile, snapshotWriter } from "../../../../../src/adapters/runtimes/local/snapshot/snapshot-file.ts";

const withFence = (fence: number) => ({
  project: "p",
  environment: "local",
  number: 1,
  fence,
  names: {},
  publicPorts: {},
  pointers: {},
  instances: {},
  residents: {},
  starts: {},
});

test("each save resolves when what was there at its call is on the disk, also when many come at once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "seaway-snapshot-"));
  const snapshot: Snapshot = { v: 1, environments: {} };
  const save = snapshotWriter(folder, snapshot);
  const written = Array.from({ length: 50 }, async (_, fence) => {
    snapshot.environments["p/local"] = withFence(fence);
    await save();
    return readSnapshot(folder).environments["p/local"]!.fence >= fence;
  });
  expect((await Promise.all(written)).every(Boolean)).toBe(true);
  expect(JSON.parse(readFileSync(snapshotFile(folder), "utf8"))).toEqual(snapshot);
  expect((statSync(snapshotFile(folder)).mode & 0o777).toString(8)).toBe("600");
  rmSync(folder, { recursive: true });
});

test("no snapshot is an empty one, a damaged one is no empty one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "seaway-snapshot-"));
  expect(readSnapshot(folder)).toEqual({ v: 1, environments: {} });
  await snapshotWriter(folder, { v: 1, environments: {} })();

  writeFileSync(snapshotFile(folder), '{"v":1,"env');
  expect(() => readSnapshot(folder)).toThrow("JSON");
  rmSync(folder, { recursive: true });
});
