import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Commit } from "../../model/release.ts";

const run = promisify(execFile);

/**
 * The commit that a project's folder stands on, and whether the folder differs from it; files that git ignores don't count, new ones do.
 * @returns undefined outside git, before the first commit, and where git refuses to read (a repository of another user).
 */
export async function readCommit(folder: string): Promise<Commit | undefined> {
  try {
    const [status, log] = await Promise.all([
      // What Seaway itself writes below the project is no change of the user's.
      git(folder, "status", "--porcelain=v2", "--branch", "--", ".", ":(exclude).seaway"),
      git(folder, "log", "-1", "--format=%s", "--no-show-signature"),
    ]);
    const lines = status.split("\n");
    const id = header(lines, "branch.oid");
    const branch = header(lines, "branch.head");
    if (id === undefined) return undefined;
    return {
      id,
      branch: branch === "(detached)" ? undefined : branch,
      subject: log.trimEnd(),
      dirty: lines.some((line) => line !== "" && !line.startsWith("#")),
    };
  } catch {
    return undefined;
  }
}

const header = (lines: readonly string[], name: string): string | undefined =>
  lines.find((line) => line.startsWith(`# ${name} `))?.slice(`# ${name} `.length);

async function git(folder: string, ...words: readonly string[]): Promise<string> {
  // Reading must not take the index lock away from an editor or a commit that goes on at the same time.
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
  return (await run("git", ["-C", folder, ...words], { env, maxBuffer: 64 << 20 })).stdout;
}
