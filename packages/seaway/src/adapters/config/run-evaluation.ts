import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { mkdirSync, realpathSync } from "node:fs";
import { cacheHome } from "../folders.ts";
import type { Verdict } from "./verdict.ts";

const CHILD = fileURLToPath(new URL(`./evaluation-child${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url));
const SOURCES = join(dirname(CHILD), "../../..");
/** What a config printed is shown beside its failure; more than this nobody reads. */
const KEPT_OUTPUT = 16 * 1024;

export type Evaluation =
  | { readonly kind: "verdict"; readonly verdict: Verdict; readonly printed: string }
  | { readonly kind: "too slow"; readonly printed: string }
  | { readonly kind: "ended"; readonly how: string; readonly printed: string };

/**
 * Evaluates a config in a process of its own: without our environment (so without secrets), with a time limit, and with the right to read
 * `readable` and nothing else. That is no sandbox against hostile code; it keeps honest configs reproducible.
 */
export async function runEvaluation(config: string, local: string | undefined, readable: string, timeoutMs: number): Promise<Evaluation> {
  const compiled = compiledModules();
  const child = spawn(process.execPath, [...rights(readable, compiled), CHILD, config, local ?? ""], {
    cwd: dirname(config),
    env: environment(compiled),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const printed = collect(child.stdout as Readable, child.stderr as Readable);
  let expired = false;
  const limit = setTimeout(() => {
    expired = true;
    child.kill("SIGKILL");
  }, timeoutMs);
  try {
    const [line, how] = await Promise.all([firstLine(child.stdio[3] as Readable), ending(child)]);
    if (line !== undefined) return { kind: "verdict", verdict: JSON.parse(line) as Verdict, printed: printed() };
    return expired ? { kind: "too slow", printed: printed() } : { kind: "ended", how, printed: printed() };
  } finally {
    clearTimeout(limit);
  }
}

function rights(readable: string, compiled: string | undefined): readonly string[] {
  const readFolders = [readable, realpathSync(readable), SOURCES, ...(compiled === undefined ? [] : [compiled])];
  const reads = readFolders.map((folder) => `--allow-fs-read=${folder}`);
  return ["--permission", ...new Set(reads), ...(compiled === undefined ? [] : [`--allow-fs-write=${compiled}`])];
}

/** Folder of compiled modules: with it, an evaluation takes a third of the time. It must be there, because the child may not make it. */
function compiledModules(): string | undefined {
  const folder = join(cacheHome(), "compiled");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch {
    return undefined; // a home that can't be written to: slower, and right
  }
}

/** Everything else stays here: tokens, `SEAWAY_*`, `NODE_OPTIONS`, the home folder. */
function environment(compiled: string | undefined): NodeJS.ProcessEnv {
  const passed = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR"].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return { ...Object.fromEntries(passed), ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }), NO_COLOR: "1" };
}

function collect(...streams: readonly Readable[]): () => string {
  let text = "";
  for (const stream of streams) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-KEPT_OUTPUT);
    });
  }
  return () => text;
}

/** @returns undefined when the descriptor closes before a whole line came. */
function firstLine(stream: Readable): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.endsWith("\n")) resolve(text);
    });
    stream.on("close", () => resolve(undefined));
    stream.on("error", () => resolve(undefined));
  });
}

/** Waits for `close`, so that everything printed has arrived. The process may start no others, which could keep the pipes open. */
function ending(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}
