import { withServedProject } from "./measuring/with-project.ts";
import type { Measured, Measurement } from "./measuring/measurement.ts";
import { show } from "./measuring/show.ts";

const REPETITIONS = 9;

/** The whole command, from its start to its state line: what served before is started, seen serving, and the environment pinned. */
export const rollback: Measurement = {
  what: "rollback to the release before, the whole command",
  bar: { atMost: 14_000, unit: "ms" },
  measure: () =>
    withServedProject(async (project): Promise<Measured> => {
      project.edit("frontend/templates/users.html", "has an account here", "has an account here now");
      await mustEndWell(project.seaway(["up", "--yes"]));
      const values: number[] = [];
      for (let repetition = 1; repetition <= REPETITIONS; repetition++) {
        const startedAt = performance.now();
        await mustEndWell(project.seaway(["rollback"]));
        values.push(performance.now() - startedAt);
        await mustEndWell(project.seaway(["unpin"]));
        await mustEndWell(project.seaway(["deploy", "r2", "--yes"]));
      }
      return { values, notes: [] };
    }),
};

async function mustEndWell(running: Promise<{ readonly code: number; readonly stderr: string }>): Promise<void> {
  const { code, stderr } = await running;
  if (code !== 0) throw new Error(stderr);
}

if (import.meta.main) await show([rollback]);
