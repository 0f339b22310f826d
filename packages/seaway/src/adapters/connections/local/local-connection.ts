import { existsSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command, CommandResult, Connection, RunOptions } from "../../../engine/ports/connection.ts";
import { failure } from "../../../model/errors/failure.ts";
import { endJob, endLeftovers } from "./end-job.ts";
import type { Isolation } from "./isolation.ts";
import { inspect } from "./job-folder.ts";
import { launch } from "./launch.ts";
import { followMasked } from "./masked-log.ts";
import { waitForExit, type EndedState } from "./wait-for-exit.ts";

const GRACE_MS = 10_000;
const TAIL_LINES = 40;
const TAIL_BYTES = 64 * 1024;

/**
 * This machine: commands are jobs of their own, and their folders say how far each one is. From here: `launch.ts` starts a job (through
 * `launcher.sh`, `init.sh` and `enter.sh`), `job-folder.ts` reads what its files say, `end-job.ts` ends it; `box-mounts.ts` and
 * `identities.ts` make the box of what users wrote. What a command means, and whether it may be repeated, is the engine's.
 * @param kept absent: as well as this machine can; given by tests
 */
export function localConnection(kept?: Isolation): Connection {
  return { run: (command, options) => run(command, options, kept) };
}

async function run(
  command: Command,
  { folder, signal, graceMs = GRACE_MS }: RunOptions,
  kept: Isolation | undefined,
): Promise<CommandResult> {
  const files = { log: join(folder, "out"), spool: join(folder, "spool"), cancelled: join(folder, "cancelled") };
  const isSecret = (command.secrets ?? []).length > 0;
  if (inspect(folder).kind === "unstarted") {
    signal?.throwIfAborted();
    await start(command, folder, isSecret ? files.spool : files.log, kept);
  }
  const masked = isSecret ? await followMasked(files.spool, files.log, command.secrets!) : undefined;
  let state: EndedState;
  try {
    state = await ended(folder, graceMs, files.cancelled, signal);
  } catch (cause) {
    await masked?.leave();
    throw cause;
  }
  await endLeftovers(folder);
  await masked?.seal();
  if (state.kind === "lost") throw failure("SEA-8301", { program: basename(command.argv[0] ?? "") }, { log: await lastLines(files.log) });
  return {
    code: state.code,
    ...(state.signal === undefined ? {} : { signal: state.signal }),
    cancelled: existsSync(files.cancelled),
    log: files.log,
    tail: await lastLines(files.log),
  };
}

async function start(command: Command, folder: string, output: string, kept: Isolation | undefined): Promise<void> {
  const { argv, cwd, env, stdin, sandbox } = command;
  const optional = { ...(stdin === undefined ? {} : { stdin }), ...(sandbox === undefined ? {} : { sandbox }) };
  await launch(folder, { argv, cwd, env, output, ...optional }, kept);
}

/** Waits for the end, or brings it about; that it was us is written down first, for whoever attaches after us. */
async function ended(folder: string, graceMs: number, cancelled: string, signal: AbortSignal | undefined): Promise<EndedState> {
  try {
    return await waitForExit(folder, signal);
  } catch (cause) {
    if (signal?.aborted !== true) throw cause;
    if (inspect(folder).kind === "running") writeFileSync(cancelled, "", { mode: 0o600 });
    await endJob(folder, { graceMs });
    return await waitForExit(folder);
  }
}

async function lastLines(log: string): Promise<readonly string[]> {
  const file = await open(log, "r").catch(() => undefined);
  if (file === undefined) return [];
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer.toString("utf8", 0, bytesRead).split("\n");
    // Beginning in the middle of the file is beginning in the middle of a line; after the last line's end there is none.
    return lines.slice(from > 0 ? 1 : 0, lines.at(-1) === "" ? -1 : undefined).slice(-TAIL_LINES);
  } finally {
    await file.close();
  }
}
