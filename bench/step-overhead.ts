import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localConnection } from "../packages/seaway/src/adapters/connections/local/local-connection.ts";
import { sqliteStore } from "../packages/seaway/src/adapters/stores/sqlite/sqlite.ts";
import { systemClock } from "../packages/seaway/src/adapters/system-clock.ts";
import { carryOut } from "../packages/seaway/src/engine/run/carry-out.ts";
import { openJournal } from "../packages/seaway/src/engine/run/journal.ts";
import type { PlannedStep } from "../packages/seaway/src/model/plan.ts";
import { median, type Measured, type Measurement } from "./measuring/measurement.ts";
import { show } from "./measuring/show.ts";
import { timeOf } from "./measuring/time-of.ts";

const REPETITIONS = 5;
const COMMANDS = 50;
const PROGRAM = "/bin/true";

/**
 * A chain of 50 steps, each a command that does nothing: step started, act intended, the command in a process tree of its own with output
 * and exit code in files, act finished, step finished, each durable before the next. What that costs more than the command costs in a shell.
 */
export const stepOverhead: Measurement = {
  what: "a durable step over the same command in `sh`, p50",
  bar: { atMost: 10, unit: "ms" },
  async measure(): Promise<Measured> {
    const folder = mkdtempSync(join(tmpdir(), "seaway-bench-"));
    const [values, sh, make]: [number[], number[], number[]] = [[], [], []];
    try {
      const { script, makefile } = chainsIn(folder);
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        sh.push((await timeOf("/bin/sh", [script])) / COMMANDS);
        make.push((await timeOf("make", ["--silent", "--file", makefile])) / COMMANDS);
        const steps = await durableChain(join(folder, String(repetition)));
        values.push(...steps.map((ms) => ms - sh.at(-1)!));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const sorted = values.toSorted((a, b) => a - b);
    return {
      values,
      notes: [
        `a command in sh ${median(sh).toFixed(2)} ms, in make ${median(make).toFixed(2)} ms; overhead p95 ${sorted[Math.floor(sorted.length * 0.95)]!.toFixed(1)} ms`,
      ],
    };
  },
};

const stepName = (index: number): string => `step-${index}`;

/** The same chain for the peers: each command after the one before, each a program of its own. */
function chainsIn(folder: string): { readonly script: string; readonly makefile: string } {
  const [script, makefile] = [join(folder, "chain.sh"), join(folder, "chain.mk")];
  const indexes = Array.from({ length: COMMANDS }, (_, index) => index);
  writeFileSync(script, `set -e\n${`${PROGRAM}\n`.repeat(COMMANDS)}`);
  const rules = indexes.map((index) => `${stepName(index)}:${index === 0 ? "" : ` ${stepName(index - 1)}`}\n\t${PROGRAM}\n`);
  // With a special character in it, make would take a shell for each line; so it starts the program itself, which is its best.
  writeFileSync(makefile, `.PHONY: all ${indexes.map(stepName).join(" ")}\nall: ${stepName(COMMANDS - 1)}\n${rules.join("")}`);
  return { script, makefile };
}

/** @returns milliseconds of each step, its last durable event included. */
async function durableChain(folder: string): Promise<readonly number[]> {
  const store = await sqliteStore(join(folder, "store"));
  const connection = localConnection();
  const marks: number[] = [];
  const steps = Array.from({ length: COMMANDS }, (_, index): PlannedStep => ({
    ...{ id: stepName(index), stage: "build", action: "run" },
    dependsOn: index === 0 ? [] : [stepName(index - 1)],
  }));
  let token = 0;
  try {
    await store.allocate("run"); // starts the thread that writes, once for a run of any length
    const startedAt = performance.now();
    const outcomes = await carryOut({
      ...{ steps, progress: new Map(), journal: openJournal(1, store, systemClock), clock: systemClock },
      newToken: () => String(++token),
      folder: (step, attempt) => join(folder, step, String(attempt)),
      policy: () => ({ signal: new AbortController().signal }),
      stop: new AbortController().signal,
      async perform(_step, acts) {
        marks.push(performance.now());
        await acts.act("command", async () => {
          const { code } = await connection.run({ argv: [PROGRAM], cwd: "/", env: {} }, { folder: join(acts.folder, "command") });
          return { code };
        });
        return { kind: "succeeded" };
      },
    });
    marks.push(performance.now());
    if ([...outcomes.values()].some((outcome) => outcome !== "succeeded")) throw new Error("a step of the chain failed");
    return marks.slice(1).map((mark, index) => mark - (index === 0 ? startedAt : marks[index]!));
  } finally {
    await store.close();
  }
}

if (import.meta.main) await show([stepOverhead]);
