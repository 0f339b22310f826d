import { watch } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Longest time for which a change can stay unseen: file systems without notification exist, and notifications get lost. */
const POLL_MS = 100;

/** Wakes those who wait for something to be written in a folder. */
export interface FolderChanges {
  /** Resolves at the next change since the last call, after 100 ms at the latest, or when the signal is aborted. */
  next(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** The poll alone; ends early when the signal is aborted. */
export const pause = (signal: AbortSignal): Promise<void> => sleep(POLL_MS, undefined, { signal }).catch(() => {});

export function folderChanges(folder: string): FolderChanges {
  let changed = false;
  let wake: (() => void) | undefined;
  const watcher = notified(folder, () => {
    changed = true;
    wake?.();
  });
  return {
    next: async (signal) => {
      if (!changed) {
        const timer = new AbortController();
        const notified = new Promise<void>((resolve) => (wake = resolve));
        const until = AbortSignal.any([signal, timer.signal]);
        await Promise.race([notified, pause(until)]);
        timer.abort();
        wake = undefined;
      }
      changed = false;
    },
    close: () => watcher?.close(),
  };
}

function notified(folder: string, onChange: () => void): { close(): void } | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close()); // the poll goes on
    return watcher;
  } catch {
    return undefined; // out of watches (ENOSPC): the poll alone is enough
  }
}
