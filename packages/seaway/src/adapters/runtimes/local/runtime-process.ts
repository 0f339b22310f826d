import { existsSync } from "node:fs";
import { controlSocket } from "../../control/control-socket.ts";
import { serveControl } from "../../control/serve-control.ts";
import { runtimeState } from "../../folders.ts";
import { createProxy } from "./proxy/create-proxy.ts";
import { recover } from "./rollout/recover.ts";
import type { Supervisor } from "./rollout/supervisor.ts";
import { runtimeMethods } from "./runtime-methods.ts";
import { readSnapshot, snapshotWriter } from "./snapshot/snapshot-file.ts";

/**
 * The local runtime's own process, supervisor and proxy in one, kept alive by `runtime.sh`. It may be killed at any moment: what it keeps
 * alive goes on, and the next one takes all of it in. Exit code 0 means that it was asked to end.
 */
const folder = runtimeState();
const snapshot = readSnapshot(folder);
const supervisor: Supervisor = {
  snapshot,
  save: snapshotWriter(folder, snapshot),
  proxy: createProxy(),
  now: Date.now,
  held: new Map(),
};

/** A process that nothing needs any more ends; a command that needs it again starts it. */
const IDLE_EXIT_MS = 500;
const LOOK_EVERY_MS = 5_000;

const report = (what: string, cause: unknown): void => {
  process.stderr.write(`${new Date().toISOString()} ${what}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
};
// One call's mistake must not take the services of all environments down; what is broken beyond that shows in the log.
process.on("unhandledRejection", (cause) => report("unhandled", cause));

const recovered = recover(supervisor, (environment, cause) => report(`could not recover ${environment}`, cause));
const methods = runtimeMethods(supervisor, {
  shutdown: () => void setTimeout(end, 20),
  onRemoved: () => void setTimeout(endIfIdle, IDLE_EXIT_MS),
});
await recovered;
const control = await serveControl(controlSocket("runtime"), methods);
// Somebody else serves this state folder already.
if (control === undefined) process.exit(0);
// Whoever removes the state folder by hand takes away all that this process could still do; and a command that started it may have died.
setInterval(() => (existsSync(folder) ? endIfIdle() : end()), LOOK_EVERY_MS).unref();

function endIfIdle(): void {
  if (supervisor.held.size === 0 && Object.keys(snapshot.environments).length === 0 && control?.busy() === 0) end();
}

function end(): void {
  void (control?.close() ?? Promise.resolve()).finally(() => process.exit(0));
}
