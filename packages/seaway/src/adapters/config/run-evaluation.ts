import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { realpathSync } from "node:fs";
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
  const child = spawn(process.execPath, [...rights(readable), CHILD, config, local ?? ""], {
    cwd: dirname(config),
    env: environment(),
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

/** Our own sources, and the folder of compiled modules, which makes the second evaluation twice as fast. */
function rights(readable: string): readonly string[] {
  const reads = [readable, realpathSync(readable), SOURCES, compiled()].map((folder) => `--allow-fs-read=${folder}`);
  return ["--disable-warning=ExperimentalWarning", "--permission", ...new Set(reads), `--allow-fs-write=${compiled()}`];
}

const compiled = (): string => join(cacheHome(), "compiled");

/** Everything else stays here: tokens, `SEAWAY_*`, `NODE_OPTIONS`, the home folder. */
function environment(): NodeJS.ProcessEnv {
  const passed = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR"].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return { ...Object.fromEntries(passed), NODE_COMPILE_CACHE: compiled(), NO_COLOR: "1" };
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
