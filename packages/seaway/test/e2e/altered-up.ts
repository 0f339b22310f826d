import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { UsersProject } from "./users-project.ts";

const PROGRAM = fileURLToPath(new URL("programs/altered-up.ts", import.meta.url));

/** An `up` of a project by an engine that something was taken from, or whose disk is full: see the program. @returns its exit code */
export async function alteredUp({ folder, env }: UsersProject, ...alteration: readonly string[]): Promise<number> {
  const argv = ["--disable-warning=ExperimentalWarning", PROGRAM, ...alteration];
  const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "close")) as [number];
  return code;
}
