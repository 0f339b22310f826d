import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const VERSION = "0.13.9";
const cache = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "seaway-lab", "uv", VERSION);

/**
 * Folder with the program `uv`, and nothing else that would change a test's world. Stories that build dozens of times use it; those that
 * tell of a user without it don't.
 */
export function uvFolder(): string {
  const folder = cache();
  if (!existsSync(join(folder, "bin", "uv"))) {
    // A virtual environment bears its own path, so it can't be made elsewhere and renamed: only `bin/uv` is taken, which needs nothing else.
    const making = `${folder}.${process.pid}`;
    mkdirSync(join(folder, "bin"), { recursive: true });
    execFileSync("python3", ["-m", "venv", making]);
    execFileSync(join(making, "bin", "python"), ["-m", "pip", "install", "--quiet", `uv==${VERSION}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    renameSync(join(making, "bin", "uv"), join(folder, "bin", "uv"));
    rmSync(making, { recursive: true });
  }
  return join(folder, "bin");
}
