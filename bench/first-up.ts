import { median, type Measured, type Measurement } from "./measuring/measurement.ts";
import { SEAWAY } from "./measuring/seaway-program.ts";
import { show } from "./measuring/show.ts";
import { timeOf } from "./measuring/time-of.ts";
import { withProject } from "./measuring/with-project.ts";

const REPETITIONS = 3;

/** From a folder to a served page with Node and Python and nothing else; packages and PostgreSQL were downloaded before. */
export const firstUp: Measurement = {
  what: "first `seaway up` of examples/users, packages in the cache",
  bar: { atMost: 60, unit: "s" },
  async measure(): Promise<Measured> {
    await upSeconds(false); // fills the cache where it is empty
    const [values, uv]: [number[], number[]] = [[], []];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      values.push(await upSeconds(false));
      uv.push(await upSeconds(true));
    }
    return { values, notes: [`with uv on the machine ${median(uv).toFixed(1)} s`] };
  },
};

const upSeconds = (uv: boolean): Promise<number> =>
  withProject({ uv }, async ({ folder, env }) => (await timeOf(SEAWAY, ["up", "--yes"], { cwd: folder, env })) / 1_000);

if (import.meta.main) await show([firstUp]);
