import { readFileSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { failure } from "../../../../model/errors/failure.ts";
import type { Snapshot } from "./snapshot.ts";

export const snapshotFile = (folder: string): string => join(folder, "snapshot.json");

/** @returns an empty snapshot when there is none; renaming makes a half-written one impossible */
export function readSnapshot(folder: string): Snapshot {
  try {
    return JSON.parse(readFileSync(snapshotFile(folder), "utf8")) as Snapshot;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { v: 1, environments: {} };
    throw error;
  }
}

const AGAIN_AFTER_MS = 1_000;

/**
 * Makes the snapshot durable: temp, fsync, rename, fsync of the folder. Callers that come while one write is under way share the next,
 * which begins after they called and so holds their change. What a disk did not take is written as soon as it does.
 * @throws SEA-5332
 */
export function snapshotWriter(folder: string, snapshot: Snapshot): () => Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let again: NodeJS.Timeout | undefined;
  const save = (): Promise<void> =>
    (next ??= writing
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        clearTimeout(again);
        return (writing = write(snapshotFile(folder), JSON.stringify(snapshot)).catch((cause: unknown) => {
          again = setTimeout(() => void save().catch(() => undefined), AGAIN_AFTER_MS).unref();
          throw failure("SEA-5332", { folder, what: cause instanceof Error ? cause.message : String(cause) }, { cause });
        }));
      }));
  return save;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.next`, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.next`, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
