import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { identify } from "../../adapters/connections/local/process-identity.ts";
import { engineLog, writeEngineIdentity } from "./engine-files.ts";

const MAIN = fileURLToPath(new URL("engine-process.ts", import.meta.url));

/**
 * How Node runs an engine. It reads reports of 200,000 tests, nearly all of which stay: a young generation that grows with them would take
 * three times the memory (bench/read-junit.ts), and is no faster.
 */
export const ENGINE_OPTIONS: readonly string[] = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=4"];

/**
 * Starts the engine of a run as a process of its own, which outlives the command that asked for it.
 * @param cancelling the run's engine died and the run is to be ended: what it left running is ended, nothing more is begun
 */
export function startEngine(projectId: string, run: number, { cancelling = false } = {}): void {
  const log = engineLog(projectId, run);
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, "a", 0o600);
  const argv = [...ENGINE_OPTIONS, MAIN, projectId, String(run), ...(cancelling ? ["--cancel"] : [])];
  const engine = spawn(process.execPath, argv, { detached: true, stdio: ["ignore", output, output], cwd: "/" });
  closeSync(output);
  // Written before anybody can ask, so that a follower never takes an engine that has just been started for a dead one.
  const identity = engine.pid === undefined ? undefined : identify(engine.pid);
  if (identity) writeEngineIdentity(projectId, run, identity);
  engine.unref();
}
