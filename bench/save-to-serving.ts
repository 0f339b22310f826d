import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { UsersProject } from "../packages/seaway/test/e2e/users-project.ts";
import { median, type Measured, type Measurement } from "./measuring/measurement.ts";
import { SEAWAY } from "./measuring/seaway-program.ts";
import { show } from "./measuring/show.ts";
import { withServedProject } from "./measuring/with-project.ts";

const REPETITIONS = 9;
/** Each look renders a page, and would slow down what it waits for if it came more often. */
const LOOK_EVERY_MS = 20;
const LIMIT_MS = 60_000;

export const saveToServing: Measurement = {
  what: "save one line to its new version serving, no tests",
  bar: { atMost: 1_500, unit: "ms" },
  measure: () => withServedProject(shipLines),
};

/** The frontend's suite, in a stand of its own with everything in it, and then the rollout. */
export const saveToTestedAndServing: Measurement = {
  what: "save one line to its new version tested and serving",
  bar: { atMost: 3_000, unit: "ms" },
  measure: () => withServedProject(shipLines, { tests: true }),
};

/** A line of the page is saved and shipped; the clock stops at the first answer that shows it at the entry point. */
async function shipLines(project: UsersProject, address: string): Promise<Measured> {
  const [values, ended]: [number[], number[]] = [[], []];
  let line = "Everyone who has an account here.";
  for (let repetition = 1; repetition <= REPETITIONS; repetition++) {
    const next = `Everyone who has account number ${repetition} here.`;
    const startedAt = performance.now();
    project.edit("frontend/templates/users.html", line, next);
    const up = ship(project);
    values.push((await seenAt(address, next)) - startedAt);
    await up;
    ended.push(performance.now() - startedAt);
    line = next;
  }
  return { values, notes: [`until the command has ended, the outgoing version drained: ${median(ended).toFixed(0)} ms`] };
}

function ship({ folder, env }: UsersProject): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(SEAWAY, ["up", "--yes"], { cwd: folder, env, stdio: "ignore" });
    child.once("error", reject).once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`seaway up ended with ${code}`))));
  });
}

async function seenAt(address: string, text: string): Promise<number> {
  const giveUpAt = performance.now() + LIMIT_MS;
  while (performance.now() < giveUpAt) {
    const page = await (await fetch(address)).text();
    if (page.includes(text)) return performance.now();
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`${address} does not show: ${text}`);
}

if (import.meta.main) await show([saveToServing, saveToTestedAndServing]);
