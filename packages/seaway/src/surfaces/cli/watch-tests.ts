import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { walkFiles } from "../../adapters/sources/walk-files.ts";
import { SeawayError } from "../../model/errors/failure.ts";
import { EXIT } from "./exit-codes.ts";
import { renderRefusal } from "./render/ending.ts";
import { ctrlC } from "./terminal/ctrl-c.ts";
import type { Io } from "./terminal/io.ts";

const LOOK_EVERY_MS = 250;
/** An editor writes a file in several steps, and many files at once. */
const SETTLED_MS = 150;

/**
 * Tests again whenever a source of the project has changed, until Ctrl-C. What changes meanwhile counts for the next time. A config that is
 * wrong for a moment is told, and waited for.
 * @returns how the last tests ended, 130 when Ctrl-C ended them
 */
export async function watchTests(test: () => Promise<number>, folder: string, io: Io, signal: AbortSignal = ctrlC()): Promise<number> {
  for (;;) {
    const known = stateOf(folder);
    const code = await test().catch((thrown: unknown) => {
      if (!(thrown instanceof SeawayError)) throw thrown;
      io.err(renderRefusal(thrown.problem, io.style));
      return EXIT.usage;
    });
    if (signal.aborted || code === EXIT.interrupted) return EXIT.interrupted;
    if (io.screen.mode !== "json" && io.screen.mode !== "quiet") io.err(`\nwaits for a change below ${folder}   Ctrl-C ends it`);
    await untilChanged(folder, known, signal);
    if (signal.aborted) return code;
  }
}

/** Resolves when the sources are no longer in this state. A large project is looked at less often: a tenth of a core at most. */
async function untilChanged(folder: string, known: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const beganAtMs = performance.now();
    if (stateOf(folder) !== known) break;
    await pause(Math.max(LOOK_EVERY_MS, 10 * (performance.now() - beganAtMs)), signal);
  }
  await pause(SETTLED_MS, signal);
}

const pause = (durationMs: number, signal: AbortSignal): Promise<void> => sleep(durationMs, undefined, { signal }).catch(() => undefined);

/** Of what git would track, so that nothing that tools write beside the sources counts. */
function stateOf(folder: string): string {
  return walkFiles(folder, folder)
    .map((file) => {
      const entry = statSync(join(folder, file), { throwIfNoEntry: false });
      return `${file} ${entry?.mtimeMs} ${entry?.size}`;
    })
    .join("\n");
}
