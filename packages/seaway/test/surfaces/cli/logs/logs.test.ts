import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { followLogs } from "../../../../src/surfaces/cli/logs/follow-logs.ts";
import { commandLogs, instanceLogs } from "../../../../src/surfaces/cli/logs/log-files.ts";
import { mergeLogs } from "../../../../src/surfaces/cli/logs/merge-logs.ts";
import { tailFile } from "../../../../src/surfaces/cli/logs/tail-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaway-logs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (second: number, text: string): string => `2026-11-25T03:00:${String(second).padStart(2, "0")}.000Z ${text}\n`;

function write(service: string, file: string, ...lines: readonly string[]): string {
  const path = join(folder, "logs", "local", service, file);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, lines.join(""));
  return path;
}

test("lines of all instances come in the order of their times, rotated files first, a traceback in one piece", async () => {
  write("backend", "backend-1-1.log.2", at(1, "first"));
  write("backend", "backend-1-1.log.1", at(3, "Traceback"), "  File a.py\n", "ValueError\n");
  write("backend", "backend-1-1.log", at(6, "last"));
  write("frontend", "frontend-1-1.log", at(2, "GET /"), at(4, "GET /users"));
  const lines = await Array.fromAsync(mergeLogs(await instanceLogs(folder, "local", [])));
  expect(lines.map(({ service, text }) => `${service}: ${text}`)).toEqual([
    "backend: first",
    "frontend: GET /",
    "backend: Traceback",
    "backend:   File a.py",
    "backend: ValueError",
    "frontend: GET /users",
    "backend: last",
  ]);
});

test("a service's name cannot lead out of the logs", async () => {
  await expect(instanceLogs(folder, "local", ["../../etc"])).rejects.toMatchObject({ problem: { code: "SEA-1202" } });
  await expect(instanceLogs(folder, "..", [])).rejects.toMatchObject({ problem: { code: "SEA-1202" } });
});

test("a tail gives whole lines only, and none is lost or doubled when the file is rotated", async () => {
  const path = write("backend", "backend-1-1.log", at(1, "before"));
  const tail = await tailFile(path, "end");
  appendFileSync(path, "a\nhal");
  expect(await tail.read()).toEqual(["a"]);
  appendFileSync(path, "f\nlast of the old\n");
  renameSync(path, `${path}.1`);
  writeFileSync(path, "first of the new\n");
  expect(await tail.read()).toEqual(["half", "last of the old", "first of the new"]);
  expect(await tail.read()).toEqual([]);
  await tail.close();
});

test("following tells what is appended, and what an instance that starts later prints from its first line on", async () => {
  const path = write("backend", "backend-1-1.log", at(1, "old"));
  const ending = new AbortController();
  const lines = followLogs(() => instanceLogs(folder, "local", []), ending.signal);
  const first = lines.next();
  // The tail begins at the file's end when it is first asked: wait until it has looked.
  await new Promise((resolve) => setTimeout(resolve, 300));
  appendFileSync(path, at(2, "new"));
  expect((await first).value).toMatchObject({ text: "new", instance: "backend-1-1" });
  const second = lines.next();
  write("backend", "backend-2-1.log", at(3, "hello"));
  expect((await second).value).toMatchObject({ text: "hello", instance: "backend-2-1" });
  ending.abort();
  expect((await lines.next()).done).toBe(true);
});

test("outputs of a run's commands are found in the order of its steps", async () => {
  for (const path of [
    "rollout/1/start backend",
    "build.backend/1/environment",
    "build.backend/2/environment",
    "build.backend/1/snapshot",
  ]) {
    mkdirSync(join(folder, path), { recursive: true });
    if (!path.endsWith("snapshot")) writeFileSync(join(folder, path, "out"), "x\n");
  }
  const found = await commandLogs(folder, ["build.backend", "rollout"]);
  expect(found.map(({ step, attempt, act }) => `${step} ${attempt} ${act}`)).toEqual([
    "build.backend 1 environment",
    "build.backend 2 environment",
    "rollout 1 start backend",
  ]);
});
