import { spawn } from "node:child_process";

/** How a program is started that is timed; what it prints goes nowhere. */
interface Timed {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Milliseconds from a program's start to its end. @throws when it does not end well */
export function timeOf(program: string, args: readonly string[], { cwd, env }: Timed = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(program, args, { stdio: "ignore", ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve(performance.now() - startedAt);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}`));
    });
  });
}
