import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { NumberedEvent } from "../../src/model/events/run-event.ts";
import { until } from "./until.ts";
import type { Ran, UsersProject } from "./users-project.ts";

const SEAWAY = fileURLToPath(new URL("../../../../bin/seaway", import.meta.url));

/** A command line that goes on while a test does something else. */
export interface Started {
  /** Leads a process group of its own, as a shell's foreground command does. */
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Events that it has printed so far (`--json`). */
  events(): readonly NumberedEvent[];
  /** Resolves when it has printed an event that answers. */
  event(what: string, answers: (event: NumberedEvent) => boolean): Promise<NumberedEvent>;
  /** What the keys Ctrl-C and Ctrl-Z do: the whole group gets the signal. */
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ran>;
}

export function startSeaway({ folder, env }: Pick<UsersProject, "folder" | "env">, args: readonly string[]): Started {
  const child = spawn(SEAWAY, args, { env, cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const [stdout, stderr] = [() => Buffer.concat(out).toString(), () => Buffer.concat(err).toString()];
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code: code ?? -1, stdout: stdout(), stderr: stderr() }));
  });
  let over = false;
  void ended.then(() => (over = true));
  const events = (): readonly NumberedEvent[] => eventsIn(stdout());
  return {
    pid: child.pid ?? -1,
    stdout,
    stderr,
    events,
    event: (what, answers) =>
      until(what, () => {
        const found = events().find(answers);
        if (found === undefined && over) throw new Error(`it ended before ${what}:\n${stdout()}\n${stderr()}`);
        return found;
      }),
    signal: (signal) => {
      // Its whole group, as a terminal does; without a number of its own it would be everybody's.
      if (!over && child.pid !== undefined) process.kill(-child.pid, signal);
    },
    ended,
  };
}

/** The events among the lines that `--json` prints; a last line that is not whole yet is left out. */
export const eventsIn = (stdout: string): readonly NumberedEvent[] =>
  stdout
    .split("\n")
    .slice(0, -1)
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as NumberedEvent);
