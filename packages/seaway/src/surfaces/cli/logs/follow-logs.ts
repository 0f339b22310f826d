import { dirname } from "node:path";
import { folderChanges, pause, type FolderChanges } from "../follow/folder-changes.ts";
import type { InstanceLog } from "./log-files.ts";
import { parseLogLine, type LogLine } from "./log-line.ts";
import { tailFile, type Tail } from "./tail-file.ts";

/**
 * Lines as instances write them, those of new instances too, until the signal is aborted.
 * @param find the logs that are there now; asked again at each change, since a deployment brings new instances
 */
export async function* followLogs(find: () => Promise<readonly InstanceLog[]>, signal: AbortSignal): AsyncGenerator<LogLine> {
  const tails = new Map<string, { readonly log: InstanceLog; readonly tail: Tail; time: string }>();
  const folders = new Map<string, FolderChanges>();
  let from: "end" | "start" = "end"; // what was there before was printed before
  try {
    while (!signal.aborted) {
      for (const log of await find()) {
        const path = log.files.at(-1)!;
        if (!folders.has(dirname(path))) folders.set(dirname(path), folderChanges(dirname(path)));
        if (!tails.has(log.instance)) tails.set(log.instance, { log, tail: await tailFile(path, from), time: "" });
      }
      from = "start";
      for (const entry of tails.values()) {
        for (const line of await entry.tail.read()) {
          const parsed = parseLogLine(line, entry.time);
          entry.time = parsed.time;
          yield { ...parsed, service: entry.log.service, instance: entry.log.instance };
        }
      }
      await anyChange([...folders.values()], signal);
    }
  } finally {
    for (const changes of folders.values()) changes.close();
    await Promise.all([...tails.values()].map(({ tail }) => tail.close()));
  }
}

async function anyChange(folders: readonly FolderChanges[], signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const until = AbortSignal.any([signal, enough.signal]);
  const changes = folders.map((folder) => folder.next(until));
  await Promise.race(changes.length > 0 ? changes : [pause(until)]);
  enough.abort();
}
