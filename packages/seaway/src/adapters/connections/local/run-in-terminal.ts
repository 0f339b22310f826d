import { spawn } from "node:child_process";
import type { Command } from "../../../engine/ports/connection.ts";
import { boxFor } from "./box-for.ts";
import { isolation, SYSTEM_PATH } from "./isolation.ts";
import { boxedCommand, launcherEnvironment } from "./job-command.ts";

/**
 * A program in the caller's own terminal: input, output and keys are its own, and it ends with it. Nothing of it is durable, and nothing is
 * masked: whoever asks for it sees what it prints. In a box it has a process tree of its own as every job has.
 * @returns its exit code, 128 + signal number where a signal ended it
 */
export async function runInTerminal(command: Command): Promise<number> {
  const [program = "", ...words] = await toSpawn(command);
  const boxed = command.sandbox !== undefined;
  const child = spawn(program, words, {
    stdio: "inherit",
    cwd: boxed ? "/" : command.cwd,
    env: boxed ? { PATH: SYSTEM_PATH, ...launcherEnvironment(command) } : command.env,
  });
  // A key that ends a statement is the program's: the terminal sends it to everybody, and whoever started the program stays.
  const ignore = (): void => undefined;
  const passOn = (): void => void child.kill("SIGTERM");
  process.on("SIGINT", ignore).on("SIGTERM", passOn);
  try {
    return await new Promise<number>((resolve, reject) =>
      child.once("error", reject).once("close", (code, signal) => resolve(code ?? (signal === "SIGTERM" ? 143 : 130))),
    );
  } finally {
    process.off("SIGINT", ignore).off("SIGTERM", passOn);
  }
}

async function toSpawn({ argv, sandbox }: Command): Promise<readonly string[]> {
  if (sandbox === undefined) return argv;
  const box = await boxFor({ sandbox }, isolation(), argv[0] ?? "");
  return boxedCommand(argv, { ...box, mounts: ["terminal", ...box.mounts] }, "in the caller's session");
}
