import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Io } from "../terminal/io.ts";
import type { CommandLog } from "./log-files.ts";

/** The output of one command of a run, each line behind the step that ran it. */
export async function printCommandLog(log: CommandLog, matches: (line: string) => boolean, io: Io): Promise<void> {
  const lines = createInterface({ input: createReadStream(log.file, "utf8"), crlfDelay: Infinity });
  for await (const line of lines) if (matches(line)) printCommandLine(log, line, io);
}

export function printCommandLine({ step, act, attempt }: CommandLog, line: string, io: Io): void {
  const source = attempt === "1" ? `${step} ${act}` : `${step} ${act} (attempt ${attempt})`;
  io.out(`${io.outStyle.dim(source)}  ${line}`);
}
