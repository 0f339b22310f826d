import { median, type Measured, type Measurement } from "./measuring/measurement.ts";
import { SEAWAY } from "./measuring/seaway-program.ts";
import { show } from "./measuring/show.ts";
import { timeOf } from "./measuring/time-of.ts";

const REPETITIONS = 25;

/** What every start of the command costs before it does anything, against an empty program in turn. */
export const versionStart: Measurement = {
  what: "`seaway --version` against `node -e 0`",
  bar: { atMost: 2, unit: "×" },
  async measure(): Promise<Measured> {
    const [seaway, node]: [number[], number[]] = [[], []];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      seaway.push(await timeOf(SEAWAY, ["--version"]));
      node.push(await timeOf(process.execPath, ["-e", "0"]));
    }
    return {
      values: seaway.map((ms, index) => ms / node[index]!),
      notes: [`${median(seaway).toFixed(1)} ms, node -e 0 ${median(node).toFixed(1)} ms`],
    };
  },
};

if (import.meta.main) await show([versionStart]);
