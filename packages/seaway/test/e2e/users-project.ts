import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readProjectId } from "../../src/adapters/config/project-id.ts";
import { releaseIdentity } from "../../src/adapters/connections/local/identities.ts";
import { cacheHome } from "../../src/adapters/folders.ts";
import { processesNaming } from "./process-table.ts";
import { until } from "./until.ts";
import { uvFolder } from "./uv.ts";

const REPOSITORY = fileURLToPath(new URL("../../../..", import.meta.url));
const SEAWAY = join(REPOSITORY, "bin", "seaway");

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of `examples/users` with a git repository, a project id, and state, config and runtime of its own. */
export interface UsersProject {
  /** Everything of it lies in here. */
  readonly root: string;
  /** The project's folder. */
  readonly folder: string;
  readonly state: string;
  /** The environment that its commands run in; nothing of the caller's own Seaway is in it. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs the command line to its end. What is given as `input` is its standard input; without it there is none. */
  seaway(args: readonly string[], options?: { readonly input?: string; readonly env?: NodeJS.ProcessEnv }): Promise<Ran>;
  /** Replaces a text in a file; the text must be there. */
  edit(file: string, before: string, after: string): void;
  commit(subject: string): void;
  /** Takes everything away: services, database, runtime, folder. */
  remove(): Promise<void>;
}

export interface UsersProjectOptions {
  readonly uv?: boolean;
  /** Whether its suites run. Most tests are about something else, and say so to the config. */
  readonly tests?: boolean;
  /** The project's id, where two copies must have the same; absent: the first command makes one. */
  readonly id?: string;
  /** Beside what every project gets. */
  readonly env?: NodeJS.ProcessEnv;
}

export function usersProject({ uv = true, tests = false, id, env: more }: UsersProjectOptions = {}): UsersProject {
  const root = mkdtempSync(join(tmpdir(), "seaway-e2e-"));
  const folder = join(root, "users");
  cpSync(join(REPOSITORY, "examples", "users"), folder, {
    recursive: true,
    filter: (path) => !/\/(\.seaway|__pycache__|\.pytest_cache)(\/|$)/.test(path),
  });
  if (!tests) withoutTests(join(folder, "seaway.config.ts"));
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(SEAWAY_|VITEST|FORCE_COLOR|CI$|GITHUB_ACTIONS$)/.test(name)),
  );
  const env = {
    ...own,
    NO_COLOR: "1",
    XDG_STATE_HOME: join(root, "state"),
    XDG_CONFIG_HOME: join(root, "config"),
    PATH: uv ? `${uvFolder()}:${process.env.PATH}` : process.env.PATH,
    ...more,
  };
  if (id !== undefined) {
    mkdirSync(join(folder, ".seaway"), { recursive: true });
    writeFileSync(join(folder, ".seaway", "project"), `${id}\n`);
  }
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ava", "-c", "user.email=ava@example.org", "-C", folder, ...args], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Begin");

  const seaway: UsersProject["seaway"] = (args, options) => run([...args], { ...env, ...options?.env }, folder, options?.input);
  return {
    root,
    folder,
    state: join(root, "state", "seaway"),
    env,
    seaway,
    edit: (file, before, after) => {
      const path = join(folder, file);
      const text = readFileSync(path, "utf8");
      if (!text.includes(before)) throw new Error(`${file} does not contain ${before}`);
      writeFileSync(path, text.replace(before, after));
    },
    commit: (subject) => {
      git("add", "--all");
      git("commit", "--quiet", "--message", subject);
    },
    remove: async () => {
      await seaway(["destroy", "-e", "local", "--confirm", "local", "--allow-destroy", "database.users"]);
      const made = readProjectId(folder);
      // Whoever gave the id has other projects with it: they share both.
      if (made !== undefined && id === undefined) {
        // What outlives a project, because the next build of it is quicker: its packages, and the user that builds.
        rmSync(join(cacheHome(), "packages", made), { recursive: true, force: true });
        await releaseIdentity(`build:${made}`);
      }
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
      // A runtime ends by itself when nothing is left, or when its folder is gone, which it looks after every five seconds.
      await until("the runtime has ended", () => processesNaming(root).length === 0);
      rmSync(socketFolderOf(join(root, "state", "seaway"), env), { recursive: true, force: true });
    },
  };
}

/** `test: false` behind each health path; every line stays where it is. */
function withoutTests(config: string): void {
  writeFileSync(config, readFileSync(config, "utf8").replaceAll('health: "/health",', 'health: "/health", test: false,'));
}

/** Where the sockets of a state folder lie: it stays for the next command, and a test's has none. */
function socketFolderOf(state: string, { XDG_RUNTIME_DIR: runtime }: NodeJS.ProcessEnv): string {
  const uid = process.getuid?.() ?? 0;
  const others = runtime ? join(runtime, "seaway") : `/tmp/seaway-${uid}`;
  return join(uid === 0 ? "/run/seaway" : others, createHash("sha256").update(state).digest("hex").slice(0, 10));
}

function run(args: string[], env: NodeJS.ProcessEnv, cwd: string, input: string | undefined): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(SEAWAY, args, { env, cwd, stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin?.end(input);
    child.on("error", reject).on("close", (code) => {
      resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}
