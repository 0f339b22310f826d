import { watch } from "node:fs";
import { sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NEVER_SOURCE } from "../../adapters/sources/walk-files.ts";
import { SeawayError } from "../../model/errors/failure.ts";
import { EXIT } from "./exit-codes.ts";
import { renderRefusal } from "./render/ending.ts";
import { ctrlC } from "./terminal/ctrl-c.ts";
import type { Io } from "./terminal/io.ts";

/** An editor writes a file in several steps, and many files at once. */
const SETTLED_MS = 150;

/**
 * Tests again whenever a source of the project has changed, until Ctrl-C. What changes meanwhile counts for the next time. A config that is
 * wrong for a moment is told, and waited for.
 * @returns how the last tests ended, 130 when Ctrl-C ended them
 */
export async function watchTests(test: () => Promise<number>, folder: string, io: Io, signal: AbortSignal = ctrlC()): Promise<number> {
  const changes = sourceChanges(folder);
  let code: number = EXIT.done;
  try {
    for (;;) {
      code = await test().catch((thrown: unknown) => {
        if (!(thrown instanceof SeawayError)) throw thrown;
        io.err(renderRefusal(thrown.problem, io.style));
        return EXIT.usage;
      });
      if (signal.aborted || code === EXIT.interrupted) return EXIT.interrupted;
      if (io.screen.mode !== "json" && io.screen.mode !== "quiet") io.err(`\nwaits for a change below ${folder}   Ctrl-C ends it`);
      await changes.next(signal);
      if (signal.aborted) return code;
    }
  } finally {
    changes.close();
  }
}

/** Changes of files that may be sources; what tools write beside them is none. */
function sourceChanges(folder: string) {
  let changed = false;
  let wake: (() => void) | undefined;
  const watcher = watch(folder, { recursive: true }, (_kind, file) => {
    if (file?.split(sep).some((part) => NEVER_SOURCE.has(part))) return;
    changed = true;
    wake?.();
  });
  return {
    next: async (signal: AbortSignal): Promise<void> => {
      if (!changed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
      }
      await sleep(SETTLED_MS, undefined, { signal }).catch(() => undefined);
      changed = false;
    },
    close: () => watcher.close(),
  };
}
