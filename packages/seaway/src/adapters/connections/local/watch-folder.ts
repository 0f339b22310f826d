import { watch, type FSWatcher } from "node:fs";

/**
 * Resolves with what `probe` finds, asked at once, at every change in the folder, and every `everyMs` for what no file tells (a process
 * that vanishes). @throws the signal's reason when it is aborted before; whatever `probe` throws
 */
export function untilFound<T>(folder: string, probe: () => T | undefined, everyMs: number, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let watcher: FSWatcher | undefined;
    const settle = (act: () => void): void => {
      watcher?.close();
      clearInterval(timer);
      signal?.removeEventListener("abort", abort);
      act();
    };
    const look = (): void => {
      try {
        const found = probe();
        if (found !== undefined) settle(() => resolve(found));
      } catch (cause) {
        settle(() => reject(cause));
      }
    };
    const abort = (): void => settle(() => reject(signal!.reason as Error));
    const timer = setInterval(look, everyMs);
    try {
      watcher = watch(folder, look);
      // Too many watches on this machine, or the folder is gone: the timer looks alone.
      watcher.on("error", () => watcher?.close());
    } catch {}
    if (signal?.aborted) abort();
    else {
      signal?.addEventListener("abort", abort, { once: true });
      look();
    }
  });
}
