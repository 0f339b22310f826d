import { spawn } from "node:child_process";
import { root } from "../repository.ts";
import { one, type Tally } from "./tally.ts";
import type { Workshop } from "./workshop.ts";

/** Runs one program at the root as one test: silent while it goes well, its whole output when it does not. */
export async function runProgram(workshop: Workshop, program: string, ...args: readonly string[]): Promise<Tally> {
  const child = spawn(program, args, { cwd: root, env: workshop.env, stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.once("error", (error) => {
    output.push(Buffer.from(`${program} did not start: ${error.message}\n`));
    resolve(false);
  });
  child.once("close", (code) => resolve(code === 0));
  const passed = await promise;
  if (!passed) process.stdout.write(Buffer.concat(output));
  return one(passed);
}
