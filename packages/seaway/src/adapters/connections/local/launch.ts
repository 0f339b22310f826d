import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { failure } from "../../../model/errors/failure.ts";
import { boxFor } from "./box-for.ts";
import { isolation, SYSTEM_PATH, type Isolation } from "./isolation.ts";
import { giveUp, identityIn, isGivenUp, isTaken, jobFiles, launcherIsGone } from "./job-folder.ts";
import { jobCommand, launcherEnvironment, type Box } from "./job-command.ts";
import type { Job } from "./job.ts";
import { makeMemoryGroup } from "./memory-limit.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { untilFound } from "./watch-folder.ts";

/** From the launcher's first act to the identity of its program; a busy machine needs a second. */
const START_LIMIT_MS = 20_000;

/**
 * Starts a job that outlives this process, or finds the one that was started in this folder before: never twice, also when two processes
 * call it at once. The identity is that of the process whose end is the end of the whole job.
 * @param folder absolute, this job's alone; made when it is not there
 * @throws SEA-8301 when an earlier launcher died before it reached the program, SEA-8302 when it can't be started
 */
export async function launch(folder: string, job: Job, kept: Isolation = isolation()): Promise<ProcessIdentity> {
  mkdirSync(jobFiles(folder).launch, { recursive: true, mode: 0o700 });
  const program = basename(job.argv[0] ?? "");
  const known = identityIn(folder);
  if (known !== undefined) return known;
  if (isGivenUp(folder)) throw failure("SEA-8301", { program });
  const box = await boxFor(job, kept, program);
  const ended = startLauncher(folder, job, box, program);
  return pidOf(folder, ended, program);
}

/** @returns a promise that resolves when the launcher has ended, which may be long after whoever waits for it. */
function startLauncher(folder: string, job: Job, box: Box, program: string): Promise<void> {
  const env = environmentOf(folder, job, box, program);
  writeFileSync(jobFiles(folder).command, description(job), { mode: 0o600 });
  const group = job.sandbox?.memoryMiB === undefined ? undefined : makeMemoryGroup(folder, job.sandbox.memoryMiB);
  const input = openInput(folder, job.stdin);
  const output = openSync(job.output, "a", 0o600);
  try {
    const [shell, ...words] = jobCommand(folder, job.argv, box);
    const launcher = spawn(shell!, words, {
      cwd: "/",
      detached: true,
      stdio: [input, output, output],
      env: { PATH: SYSTEM_PATH, ...launcherEnvironment({ cwd: job.cwd, env }), ...(group === undefined ? {} : { __seaway_cgroup: group }) },
    });
    launcher.unref();
    return new Promise((resolve, reject) => {
      launcher.once("exit", () => resolve());
      launcher.once("error", (cause) => reject(failure("SEA-8302", { program, message: cause.message }, { cause })));
    });
  } finally {
    closeSync(input);
    closeSync(output);
  }
}

/** What a shell can't hand on by name is refused here, not lost there. */
function environmentOf(folder: string, job: Job, box: Box, program: string): Readonly<Record<string, string>> {
  const odd = Object.keys(job.env).find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (odd !== undefined) throw failure("SEA-8302", { program, message: `${JSON.stringify(odd)} is no name of a variable` });
  return {
    // Programs keep caches and settings there, and most of them fail on a home that is not there.
    ...(job.sandbox === undefined ? {} : { HOME: box.identity?.home ?? "/tmp" }),
    ...job.env,
    // Found in /proc by whoever ends a session that its processes may have left.
    ...(box.kind === "group" ? { SEAWAY_JOB: folder } : {}),
  };
}

const description = ({ argv, cwd, env, sandbox, unprivilegedUser }: Job): string =>
  `${JSON.stringify({ argv, cwd, variables: Object.keys(env).toSorted(), sandbox, unprivilegedUser }, undefined, 2)}\n`;

/** Text for standard input lies in a file that has no name any more when the program reads it. */
function openInput(folder: string, text: string | undefined): number {
  if (text === undefined) return openSync("/dev/null", "r");
  const file = join(folder, `.input-${randomBytes(6).toString("hex")}`);
  writeFileSync(file, text, { mode: 0o600 });
  try {
    return openSync(file, "r");
  } finally {
    rmSync(file);
  }
}

async function pidOf(folder: string, ended: Promise<void>, program: string): Promise<ProcessIdentity> {
  const enough = AbortSignal.timeout(START_LIMIT_MS);
  const outcome = (): ProcessIdentity | "gone" | undefined => identityIn(folder) ?? (launcherIsGone(folder) ? "gone" : undefined);
  const found = untilFound(folder, outcome, 20, enough);
  // A launcher that another one was ahead of ends at once; the other one's program is ours as well.
  const refused = ended.then(() => {
    if (!isTaken(folder)) throw failure("SEA-8302", { program, message: `nothing can be written in ${folder}` });
    return found;
  });
  try {
    const identity = await Promise.race([found, refused]);
    if (identity !== "gone") return identity;
  } catch (cause) {
    if (!enough.aborted) throw cause;
  } finally {
    for (const promise of [found, refused]) promise.catch(() => {});
  }
  const late = giveUp(folder);
  if (late === undefined) throw failure("SEA-8301", { program });
  return late;
}
