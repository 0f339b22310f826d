import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sqliteStore, type SqliteStoreOptions } from "../../../src/adapters/stores/sqlite/sqlite.ts";
import type { StoreLab } from "../../../src/testing/store-suite.ts";

/** A folder of its own for one test, and how to be rid of it. */
export interface TemporaryStore extends StoreLab {
  readonly folder: string;
  readonly file: string;
  readonly remove: () => void;
}

export function temporaryStore(writes?: SqliteStoreOptions["writes"]): TemporaryStore {
  const above = mkdtempSync(join(tmpdir(), "seaway-store-"));
  const folder = join(above, "project");
  const clock = { nowMs: 1_000_000 };
  return {
    folder,
    file: join(folder, "store.sqlite"),
    clock,
    open: () => sqliteStore(folder, { now: () => clock.nowMs, ...(writes === undefined ? {} : { writes }) }),
    allocateElsewhere: async (count) => JSON.parse(await outputOf(inProcess("allocate.ts", folder, String(count)))) as number[],
    remove: () => rmSync(above, { recursive: true, force: true }),
  };
}

/** Starts one of the programs beside this file in a process of its own. */
export function inProcess(program: string, ...rest: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`./programs/${program}`, import.meta.url));
  return spawn(process.execPath, [path, ...rest], {
    env: { ...process.env, NODE_NO_WARNINGS: "1" }, // a warning is an event all the same, and is not printed among the tests
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** What it printed, when it ended with 0. */
export function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.once("close", (code, signal) => (code === 0 ? resolve(output) : reject(new Error(`ended with ${code ?? signal}: ${output}`))));
  });
}
