import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { InstanceLog } from "./log-files.ts";
import { parseLogLine, type LogLine } from "./log-line.ts";

/** Lines of all instances in the order of their times; memory does not grow with the length of the logs. */
export async function* mergeLogs(logs: readonly InstanceLog[]): AsyncGenerator<LogLine> {
  const readers = logs.map((log) => linesOf(log));
  const heads = await Promise.all(readers.map((reader) => reader.next()));
  try {
    for (;;) {
      let first: number | undefined;
      heads.forEach(({ done, value }, index) => {
        if (!done && (first === undefined || value.time < (heads[first]!.value as LogLine).time)) first = index;
      });
      if (first === undefined) return;
      yield heads[first]!.value as LogLine;
      heads[first] = await readers[first]!.next();
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return(undefined)));
  }
}

async function* linesOf({ service, instance, files }: InstanceLog): AsyncGenerator<LogLine, undefined> {
  let time = "";
  for (const file of files) {
    const stream = createReadStream(file, "utf8");
    try {
      for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
        const parsed = parseLogLine(line, time);
        time = parsed.time;
        yield { ...parsed, service, instance };
      }
    } finally {
      stream.destroy();
    }
  }
  return undefined;
}
