import type { Measured, Measurement } from "./measuring/measurement.ts";
import { SEAWAY } from "./measuring/seaway-program.ts";
import { show } from "./measuring/show.ts";
import { timeOf } from "./measuring/time-of.ts";
import { withServedProject } from "./measuring/with-project.ts";

const REPETITIONS = 15;

/** A second `up`, which reads the whole world and finds nothing to do: the whole process, from its start to its end. */
export const noChangeUp: Measurement = {
  what: "`seaway up` with nothing to do, two services and a database",
  bar: { atMost: 400, unit: "ms" },
  measure: () =>
    withServedProject(async ({ folder, env }): Promise<Measured> => {
      const [values, node]: [number[], number[]] = [[], []];
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        values.push(await timeOf(SEAWAY, ["up"], { cwd: folder, env }));
        node.push(await timeOf(process.execPath, ["-e", "0"]));
      }
      return { values, peers: [{ name: "node -e 0", values: node }] };
    }),
};

if (import.meta.main) await show([noChangeUp]);
