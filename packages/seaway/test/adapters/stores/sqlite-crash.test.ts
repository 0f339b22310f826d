import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { inProcess, outputOf, temporaryStore, type TemporaryStore } from "./temporary-store.ts";

function aStore(): TemporaryStore {
  const lab = temporaryStore();
  onTestFinished(lab.remove);
  return lab;
}

test("a writer killed ten times loses nothing that was acknowledged and leaves nothing half", async () => {
  const lab = aStore();
  for (let run = 1; run <= 10; run++) {
    const writer = inProcess("write-until-killed.ts", lab.folder, String(run));
    const ended = once(writer, "close");
    const acknowledged: number[] = [];
    const killAt = 1 + Math.floor(Math.random() * 300);
    for await (const line of createInterface({ input: writer.stdout! })) {
      acknowledged.push(Number(line));
      if (acknowledged.length === killAt) writer.kill("SIGKILL");
    }
    expect((await ended)[1]).toBe("SIGKILL");

    const store = await lab.open();
    const notes = (await store.events(run)).map((event) => (event.type === "step.progressed" ? event.note : event.type));
    await store.close();
    expect(acknowledged.length, `killed at ${killAt}`).toBeGreaterThanOrEqual(killAt);
    expect(acknowledged.filter((pair) => !notes.includes(`${pair} first`))).toEqual([]);
    expect(notes.filter((_, at) => at % 2 === 1)).toEqual(
      notes.filter((_, at) => at % 2 === 0).map((note) => note.replace("first", "second")),
    );
    expect(new Set(notes).size).toBe(notes.length);
  }
}, 60_000);

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
