import { lstatSync, readFileSync } from "node:fs";
import type { Acts } from "../../../../engine/ports/provider.ts";

/** As often as `run-pytest.py` tells it, or less: each is an event of the run. */
const LOOK_EVERY_MS = 500;

/**
 * Tells how far a suite is (`148/214 · 2 failed`) while it runs. The file is written by whoever wrote the tests: what is no plain file with
 * three numbers says nothing.
 */
export function countTests(file: string, acts: Pick<Acts, "progress">): { stop(): void } {
  let told = "";
  const timer = setInterval(() => {
    const counted = read(file);
    if (counted === undefined || counted === told) return;
    told = counted;
    acts.progress(counted);
  }, LOOK_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function read(file: string): string | undefined {
  try {
    const entry = lstatSync(file);
    if (!entry.isFile() || entry.size > 100) return undefined;
    const [, done, all, failed] = /^(\d+) (\d+) (\d+)\n$/.exec(readFileSync(file, "utf8")) ?? [];
    if (done === undefined || all === undefined) return undefined;
    return failed === "0" ? `${done}/${all}` : `${done}/${all} · ${failed} failed`;
  } catch {
    return undefined;
  }
}
