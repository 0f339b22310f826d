import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Io } from "../terminal/io.ts";
import type { CommandLog } from "./log-files.ts";

/** The output of one command of a run, each line behind the step that ran it. */
export async function printCommandLog({ step, act, attempt, file }: CommandLog, matches: (line: string) => boolean, io: Io): Promise<void> {
  const source = attempt === "1" ? `${step} ${act}` : `${step} ${act} (attempt ${attempt})`;
  for await (const line of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity })) {
    if (matches(line)) io.out(`${io.outStyle.dim(source)}  ${line}`);
  }
}
