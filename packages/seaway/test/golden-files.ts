import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { withPlaceholders, withPlaceholdersInJson } from "./golden-placeholders.ts";
import { openTerminal, written } from "./terminal.ts";

/*
 * Golden files: what a command leaves in each mode, recorded from real runs and never typed. `SEAWAY_UPDATE_GOLDEN=1` rewrites them, and the
 * difference is reviewed like code.
 */
const GOLDEN = fileURLToPath(new URL("golden", import.meta.url));
const SEAWAY = fileURLToPath(new URL("../../../bin/seaway", import.meta.url));
const UPDATE = process.env.SEAWAY_UPDATE_GOLDEN === "1";

export interface World {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface GoldenCase {
  /** `up/first`: one folder a command, one a case. */
  readonly name: string;
  readonly argv: readonly string[];
  /** What the world is, in one sentence; written beside the recordings. */
  readonly scenario: string;
  readonly world: World;
  /** Brings the world to where the command meets it, before each recording. */
  readonly before?: () => Promise<void>;
  /** What else differs from run to run in this case, and its placeholder. */
  readonly varying?: readonly (readonly [RegExp, string])[];
  /** Whether it has `--json`. */
  readonly json?: boolean;
  /** Whether it is recorded as a step of GitHub Actions too, with its annotations and its summary. */
  readonly github?: boolean;
}

/** Runs one case in every mode and holds what it leaves against its golden files. */
export async function holdAgainstGolden({
  name,
  argv,
  scenario,
  world,
  before,
  varying = [],
  json = true,
  github = false,
}: GoldenCase): Promise<void> {
  const files: Record<string, string> = { argv: withPlaceholders(argv.join("\n"), world), scenario };
  const utf8 = { LANG: "C.UTF-8", LC_ALL: "" };
  const record = async (file: string, run: () => Promise<string>): Promise<void> => {
    await before?.();
    files[file] = varying.reduce((text, [pattern, placeholder]) => text.replace(pattern, placeholder), await run());
  };
  await record("lines.txt", async () => {
    const { text, code } = await piped(argv, world, utf8);
    files["exit"] = String(code);
    return withPlaceholders(text, world);
  });
  await record("live-80x24.txt", async () => withPlaceholders(await inTerminal(argv, world, 80, 24), world));
  await record("live-60x12.txt", async () => withPlaceholders(await inTerminal(argv, world, 60, 12), world));
  await record("accessible.txt", async () => withPlaceholders((await piped(argv, world, { ...utf8, ACCESSIBLE: "1" })).text, world));
  await record("ascii.txt", async () => withPlaceholders((await piped(argv, world, { LANG: "C", LC_ALL: "", NO_COLOR: "1" })).text, world));
  if (json)
    await record("events.ndjson", async () => withPlaceholdersInJson((await piped([...argv, "--json"], world, utf8)).stdout, world));
  if (github) await record("github.txt", async () => withPlaceholders(await asGitHubStep(argv, world), world));
  compare(name, files);
}

/** Standard error and output as they came, and below them the step's summary. */
async function asGitHubStep(argv: readonly string[], world: World): Promise<string> {
  const summary = join(world.folder, ".seaway", "step-summary");
  rmSync(summary, { force: true });
  const env = { LANG: "C.UTF-8", LC_ALL: "", CI: "true", GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
  const { text } = await piped(argv, world, env);
  return `${text}\n--- step summary\n${existsSync(summary) ? readFileSync(summary, "utf8") : ""}`;
}

function compare(name: string, files: Readonly<Record<string, string>>): void {
  const folder = join(GOLDEN, name);
  if (UPDATE) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), `${text.replace(/\n+$/, "")}\n`);
  }
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, file);
    const golden = existsSync(path) ? readFileSync(path, "utf8") : `${path} is missing: record it with SEAWAY_UPDATE_GOLDEN=1`;
    expect(`${text.replace(/\n+$/, "")}\n`, `${name}/${file}`).toBe(golden);
  }
}

interface Left {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, the lines of standard error first and marked: two pipes have no common order. */
  readonly text: string;
}

function piped(argv: readonly string[], { folder, env }: World, more: NodeJS.ProcessEnv): Promise<Left> {
  return new Promise((resolve, reject) => {
    const child = spawn(SEAWAY, [...argv], { cwd: folder, env: { ...env, NO_COLOR: "", ...more }, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const marked = stderr
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `2| ${line}`.trimEnd());
      resolve({ code: code ?? -1, stdout, text: [...(stderr === "" ? [] : marked), stdout].join("\n") });
    });
  });
}

/** What a terminal of this size is left with. */
async function inTerminal(argv: readonly string[], { folder, env }: World, columns: number, rows: number): Promise<string> {
  const ended = join(folder, ".seaway", "golden-exit");
  rmSync(ended, { force: true });
  const script = `"$SEAWAY" ${argv.map((word) => `'${word}'`).join(" ")}; echo $? > '${ended}.next'; mv '${ended}.next' '${ended}'; exec sleep 600\n`;
  mkdirSync(join(folder, ".seaway"), { recursive: true });
  const own = { ...env, NO_COLOR: "", LANG: "C.UTF-8", LC_ALL: "", SEAWAY, CI: "" };
  const terminal = openTerminal({ columns, rows, cwd: folder, env: own, script });
  try {
    await terminal.until("the command's end", () => existsSync(ended) && written(ended) !== "", 180_000);
    return terminal.scrollback();
  } finally {
    terminal.close();
    rmSync(ended, { force: true });
  }
}
