import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Measured, Measurement } from "./measuring/measurement.ts";
import { show } from "./measuring/show.ts";
import { withServedProject } from "./measuring/with-project.ts";

const REPETITIONS = 5;
const APART_MS = 1_000;

/** Resident memory of the local runtime (supervisor and proxy of everything that is served) while nobody asks for anything. */
export const idleMemory: Measurement = {
  what: "memory of the idle local runtime, two services and a database",
  bar: { atMost: 120, unit: "MB" },
  measure: () =>
    withServedProject(async ({ state }, address): Promise<Measured> => {
      await fetch(address);
      const runtime = runtimeOf(state);
      const [values, others]: [number[], number[]] = [[], []];
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        await sleep(APART_MS);
        values.push(megabytes(`/proc/${runtime}/status`, "VmRSS"));
        others.push(megabytes(`/proc/${runtime}/smaps_rollup`, "Pss"));
      }
      return { values, notes: [`of it its own, pages that others map too being shared out: ${Math.max(...others).toFixed(0)} MB`] };
    }),
};

/** The runtime is the process that runs its file with our state folder. */
function runtimeOf(state: string): number {
  const found = readdirSync("/proc").find((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const [program = ""] = readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
      return (
        program.endsWith("node") &&
        readFileSync(`/proc/${entry}/cmdline`, "utf8").includes("runtime-process.") &&
        readFileSync(`/proc/${entry}/environ`, "utf8").includes(`XDG_STATE_HOME=${state.replace(/\/seaway$/, "")}\0`)
      );
    } catch {
      return false; // ended meanwhile, or somebody else's
    }
  });
  if (found === undefined) throw new Error("the local runtime does not run");
  return Number(found);
}

function megabytes(file: string, field: string): number {
  const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(file, "utf8")) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}

if (import.meta.main) await show([idleMemory]);
