import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { endJob } from "../../../../src/adapters/connections/local/end-job.ts";
import { inspect, jobFiles } from "../../../../src/adapters/connections/local/job-folder.ts";
import type { Job } from "../../../../src/adapters/connections/local/job.ts";
import { launch } from "../../../../src/adapters/connections/local/launch.ts";
import { isAlive } from "../../../../src/adapters/connections/local/process-identity.ts";
import { waitForExit } from "../../../../src/adapters/connections/local/wait-for-exit.ts";
import { localLab } from "./local-lab.ts";

function aJob(script: string): { readonly folder: string; readonly job: Job } {
  const lab = localLab();
  onTestFinished(lab.remove);
  const folder = join(lab.room, "job");
  return { folder, job: { argv: ["sh", "-c", script], cwd: lab.room, env: { PATH: "/usr/bin:/bin" }, output: join(folder, "output") } };
}

test("a job is unstarted, running, then exited, and its identity stays the same", async () => {
  const { folder, job } = aJob("echo up; read line; exit 9");
  expect(inspect(folder)).toEqual({ kind: "unstarted" });
  const identity = await launch(folder, { ...job, argv: ["sh", "-c", "until [ -e go ]; do sleep 0.02; done; exit 9"] });
  expect(inspect(folder)).toEqual({ kind: "running", identity });
  expect(await launch(folder, job)).toEqual(identity);
  writeFileSync(join(job.cwd, "go"), "");
  const before = Date.now();
  const ended = await waitForExit(folder);
  expect(ended).toEqual({ kind: "exited", code: 9, atMs: expect.any(Number) });
  expect(Math.abs((ended.kind === "exited" ? ended.atMs : 0) - before)).toBeLessThan(2_000);
  expect(inspect(folder)).toEqual(ended);
  expect(await launch(folder, job)).toEqual(identity);
  expect(isAlive(identity)).toBe(false);
});

test("its files are for its owner alone, and name no value of its environment", async () => {
  const { folder, job } = aJob("echo out; echo err >&2");
  await launch(folder, { ...job, env: { ...job.env, TOKEN: "value-of-the-token" }, stdin: "text of the input" });
  await waitForExit(folder);
  const files = jobFiles(folder);
  for (const file of [files.command, files.pid, files.exit, job.output]) expect(statSync(file).mode & 0o777, file).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readFileSync(job.output, "utf8")).toBe("out\nerr\n");
  expect(JSON.parse(readFileSync(files.command, "utf8"))).toEqual({ argv: job.argv, cwd: job.cwd, variables: ["PATH", "TOKEN"] });
});

test("a program that is asked to end at the very start of its job is asked, not killed", async () => {
  const { folder, job } = aJob("sleep 60");
  await launch(folder, job);
  expect(await endJob(folder, { graceMs: 10_000 })).toMatchObject({ kind: "exited", code: 143, signal: "SIGTERM" });
});

test("INT reaches a program as it would in a terminal", async () => {
  const { folder, job } = aJob("");
  const script = "import time\nprint('up', flush=True)\ntry: time.sleep(60)\nexcept KeyboardInterrupt: raise SystemExit(5)";
  await launch(folder, { ...job, argv: ["/usr/bin/env", "python3", "-c", script], env: { PATH: process.env.PATH! } });
  await expect.poll(() => readFileSync(job.output, "utf8"), { interval: 10, timeout: 10_000 }).toBe("up\n");
  expect(await endJob(folder, { signal: "SIGINT", graceMs: 10_000 })).toMatchObject({ kind: "exited", code: 5 });
});

test("the grace can be cut short", async () => {
  const { folder, job } = aJob("trap '' TERM; echo up; while :; do sleep 0.05; done");
  await launch(folder, job);
  await expect.poll(() => readFileSync(job.output, "utf8"), { interval: 10, timeout: 10_000 }).toBe("up\n");
  expect(await endJob(folder, { graceMs: 600_000, abort: AbortSignal.abort() })).toMatchObject({ kind: "exited", signal: "SIGKILL" });
});

test("a program that signals its whole group reaches itself, not what keeps it", async () => {
  const { folder, job } = aJob("trap 'exit 4' TERM; kill -TERM 0; sleep 60");
  await launch(folder, job);
  expect(await waitForExit(folder)).toMatchObject({ kind: "exited", code: 4 });
});

test("killed by hand, by the pid that is shown, it ends whole and leaves its code", async () => {
  const { folder, job } = aJob("sleep 60 & sleep 60");
  const { pid } = await launch(folder, job);
  process.kill(pid, "SIGKILL");
  expect(await waitForExit(folder)).toMatchObject({ kind: "exited", code: 137, signal: "SIGKILL" });
});

test("a job whose launcher died before its program began is lost, and can't begin late", async () => {
  const { folder, job } = aJob("echo ran");
  mkdirSync(jobFiles(folder).launch, { recursive: true });
  writeFileSync(jobFiles(folder).launcher, "1 1 another-boot tree\n");
  await expect(launch(folder, job)).rejects.toThrow("SEA-8301: sh was started and is gone, and left no exit code");
  expect(inspect(folder)).toMatchObject({ kind: "lost" });
  await expect(launch(folder, job)).rejects.toThrow("SEA-8301");
  expect(readFileSync(job.output, "utf8")).toBe("");
});

test("a variable whose name no shell can hand on is refused before anything starts", async () => {
  const { folder, job } = aJob("echo ran");
  await expect(launch(folder, { ...job, env: { "a.b": "1" } })).rejects.toThrow(
    'SEA-8302: sh could not be started: "a.b" is no name of a variable',
  );
  expect(inspect(folder)).toEqual({ kind: "unstarted" });
});
