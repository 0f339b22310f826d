import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import type { Acquired } from "../../../src/engine/ports/store.ts";
import { inProcess, outputOf, temporaryStore, type TemporaryStore } from "./temporary-store.ts";

function aStore(): TemporaryStore {
  const lab = temporaryStore();
  onTestFinished(lab.remove);
  return lab;
}

/** Lets a process write run after run, kills it at a random acknowledgement, and returns what it claimed beside what is there. */
async function killed(lab: TemporaryStore, run: number, ...early: readonly string[]): Promise<{ acknowledged: number[]; notes: string[] }> {
  const writer = inProcess("write-until-killed.ts", lab.folder, String(run), ...early);
  const ended = once(writer, "close");
  const acknowledged: number[] = [];
  const killAt = 1 + Math.floor(Math.random() * 300);
  for await (const line of createInterface({ input: writer.stdout! })) {
    acknowledged.push(Number(line));
    if (acknowledged.length === killAt) writer.kill("SIGKILL");
  }
  expect((await ended)[1]).toBe("SIGKILL");
  expect(acknowledged.length).toBeGreaterThanOrEqual(killAt);
  const store = await lab.open();
  const notes = (await store.events(run)).map((event) => (event.type === "step.progressed" ? (event.note ?? "") : event.type));
  await store.close();
  return { acknowledged, notes };
}

const lost = ({ acknowledged, notes }: { acknowledged: number[]; notes: string[] }): number[] =>
  acknowledged.filter((pair) => !notes.includes(`${pair} first`));

test("a writer killed ten times loses nothing that was acknowledged and leaves nothing half", async () => {
  const lab = aStore();
  for (let run = 1; run <= 10; run++) {
    const seen = await killed(lab, run);
    expect(lost(seen)).toEqual([]);
    const [first, second] = [0, 1].map((half) => seen.notes.filter((_, at) => at % 2 === half));
    expect(second).toEqual(first!.map((note) => note.replace("first", "second")));
    expect(new Set(seen.notes).size).toBe(seen.notes.length);
  }
}, 60_000);

test("the same kills find losses when a write is acknowledged before it is on the disk", async () => {
  const lab = aStore();
  let losses = 0;
  for (let run = 1; run <= 3; run++) losses += lost(await killed(lab, run, "early")).length;
  expect(losses).toBeGreaterThan(0);
}, 60_000);

test("of processes that ask for a lock at the same moment one gets it, also when it is one to take over", async () => {
  const lab = aStore();
  const ask = async (run: number, leaseMs: number): Promise<Acquired> =>
    JSON.parse(await outputOf(inProcess("acquire.ts", lab.folder, String(run), String(leaseMs)))) as Acquired;
  const first = await ask(1, 1); // and its lease has run out by the time the process is gone
  expect(first.kind).toBe("acquired");
  const answers = await Promise.all([2, 3, 4].map((run) => ask(run, 600_000)));
  const winner = answers.find((answer) => answer.kind === "acquired")!;
  expect(winner).toMatchObject({ fence: { environment: "local" }, takenOverFrom: { run: 1 } });
  expect(fenceOf(winner)).toBeGreaterThan(fenceOf(first));
  expect(answers.filter(({ kind }) => kind === "busy").length).toBe(2);
});

test("a process that forgets to close ends, after what it still had to write, and is not warned of SQLite", async () => {
  const lab = aStore();
  expect(await outputOf(inProcess("forget-to-close.ts", lab.folder))).toBe("another warning\n");
  const store = await lab.open();
  expect((await store.events(1)).map(({ seq }) => seq)).toEqual([1, 2]);
  await store.close();
});

test("processes that make the store at the same moment make one", async () => {
  const lab = aStore();
  const printed = await Promise.all([1, 2, 3].map(() => outputOf(inProcess("allocate.ts", lab.folder, "5"))));
  const numbers = printed.flatMap((text) => JSON.parse(text) as number[]);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
});

const fenceOf = (answer: Acquired): number => (answer.kind === "acquired" ? answer.fence.fence : answer.fence);
