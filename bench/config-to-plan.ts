import { join } from "node:path";
import { median, type Measured, type Measurement } from "./measuring/measurement.ts";
import { SEAWAY } from "./measuring/seaway-program.ts";
import { show } from "./measuring/show.ts";
import { timeOf } from "./measuring/time-of.ts";
import { withProject } from "./measuring/with-project.ts";

const REPETITIONS = 9;

/** The first command ever in a project: no process of ours runs, no store and no id are there. Seaway itself was used before. */
export const configToPlan: Measurement = {
  what: "config file to plan, cold: `seaway plan` in a new project",
  bar: { atMost: 250, unit: "ms" },
  async measure(): Promise<Measured> {
    const [values, again, node]: [number[], number[], number[]] = [[], [], []];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      await withProject({}, async ({ folder, env }) => {
        values.push(await timeOf(SEAWAY, ["plan"], { cwd: folder, env }));
        again.push(await timeOf(SEAWAY, ["plan"], { cwd: folder, env }));
        node.push(await timeOf(process.execPath, ["-e", "0"]));
      });
    }
    const uncompiled = await withProject({}, ({ root, folder, env }) =>
      // Nothing is kept there: every file of ours is stripped of its types and compiled.
      timeOf(SEAWAY, ["plan"], { cwd: folder, env: { ...env, XDG_CACHE_HOME: join(root, "cache") } }),
    );
    return {
      values,
      peers: [{ name: "node -e 0", values: node }],
      notes: [`a second plan ${median(again).toFixed(0)} ms; the very first command after an installation ${uncompiled.toFixed(0)} ms`],
    };
  },
};

if (import.meta.main) await show([configToPlan]);
