import { expect, test } from "vitest";
import type { NumberedEvent } from "../../../../src/model/events/run-event.ts";
import { followEvents, type Source } from "../../../../src/surfaces/cli/follow/follow-events.ts";
import { goodRun } from "../render/run-story.ts";

/** A store that gets one more event at each wake. */
function growing(events: readonly NumberedEvent[], dies = Infinity): Source & { readonly asked: number[] } {
  let there = 0;
  const asked: number[] = [];
  return {
    asked,
    store: { events: async (_run, after = 0) => (asked.push(after), events.slice(after, there)) },
    changed: async () => void (there += 1),
    engineLives: () => there < dies,
    lastWords: () => ["Error: no disk"],
  };
}

test("every event comes once and in order, and following ends with the run", async () => {
  const source = growing(goodRun);
  const seen = await Array.fromAsync(followEvents(126, source, new AbortController().signal));
  expect(seen).toEqual(goodRun);
});

test("a dead engine's last events are still told, then that it is gone and how to go on", async () => {
  const seen: NumberedEvent[] = [];
  const following = async (): Promise<void> => {
    for await (const event of followEvents(126, growing(goodRun, 4), new AbortController().signal)) seen.push(event);
  };
  await expect(following()).rejects.toMatchObject({ problem: { code: "SEA-8407", log: ["Error: no disk"] } });
  expect(seen).toEqual(goodRun.slice(0, 4));
});

test("whoever detaches sees no more", async () => {
  const leaving = new AbortController();
  const seen: number[] = [];
  for await (const { seq } of followEvents(126, growing(goodRun), leaving.signal)) {
    seen.push(seq);
    if (seq === 3) leaving.abort();
  }
  expect(seen).toEqual([1, 2, 3]);
});
