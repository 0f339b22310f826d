import { expect, test } from "vitest";
import { liveBlock, terminalTitle } from "../../../../src/surfaces/cli/render/live.ts";
import { finishedStages, stageLine } from "../../../../src/surfaces/cli/render/stage-line.ts";
import { createStyle, plainStyle } from "../../../../src/surfaces/cli/render/style.ts";
import { widthOf } from "../../../../src/surfaces/cli/render/layout.ts";
import { badRun, began, failed, goodRun, importError, started, story, unfolded } from "./run-story.ts";

const viewAfter = (events: typeof goodRun, count: number) => unfolded(events)[count - 1]![1];

test("the live block shows stages that go on, their running steps below them, and the lights last", () => {
  expect(liveBlock(viewAfter(goodRun, 5), { now: 5_000, columns: 80, rows: 24, typicalMs: 12_000 }, plainStyle).join("\n")).toBe(`\
◐ provision  schema.sql                                                     5 s
◐ build      0 of 2                                                         5 s
  ◐ backend                                                                 5 s
  ◐ frontend                                                                5 s

#126 local ◐–◐––○  5 s of ~12 s
d detach   Ctrl-C stops safely`);
});

test("finished stages are one line each, with what came of them and how long it took", () => {
  const view = viewAfter(goodRun, goodRun.length);
  expect(
    finishedStages(view)
      .map((stage) => stageLine(view, stage, 79, plainStyle))
      .join("\n"),
  ).toBe(`\
● provision  users created, 2 files of SQL                                7.0 s
● build      backend: sha256:b80e17f2 · frontend from cache               9.0 s
● rollout    r1 as d-1: 2 of 2 services seen serving                      2.0 s`);
});

test("a failed stage says its failure", () => {
  const view = viewAfter(badRun, badRun.length);
  expect(stageLine(view, "rollout", 79, plainStyle)).toBe(
    "✕ rollout    backend of r2 crashes on start                               5.0 s",
  );
});

test("a failure appears in the block before its stage ends", () => {
  const events = story(
    [0, began],
    [0, started("build.backend")],
    [0, started("build.frontend")],
    [1, failed("build.backend", { ...importError, sentence: "flask==99 can't be installed" })],
  );
  expect(liveBlock(viewAfter(events, 4), { now: 2_000, columns: 80, rows: 24 }, plainStyle).slice(0, 3).join("\n")).toBe(
    `\
✕ build      0 of 2 · 1 failed                                              2 s
  ✕ backend  flask==99 can't be installed
  ◐ frontend                                                                2 s`,
  );
});

test("a block never has more than rows minus four lines, nor more than twelve, and what runs stays visible", () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    id: `build.service-${index}`,
    stage: "build" as const,
    action: "run" as const,
    dependsOn: [],
  }));
  const events = story([0, { ...began, steps: many } as typeof began], ...many.map(({ id }) => [0, started(id)] as const));
  const view = viewAfter(events, events.length);
  for (const rows of [8, 12, 16, 24, 60]) {
    const block = liveBlock(view, { now: 1_000, columns: 80, rows }, plainStyle);
    expect(block.length).toBe(Math.min(rows - 4, 12));
    if (rows > 8) expect(block.at(-4)).toContain("service-19");
  }
  expect(liveBlock(view, { now: 1_000, columns: 80, rows: 12 }, plainStyle)[0]).toBe("  … and 17 more");
});

test("no line of the block reaches the last column, whatever users call their things", () => {
  const long = story(
    [0, began],
    [0, started("database.users")],
    [1, { type: "step.progressed", step: "database.users", note: "schreibe 数据库 ".repeat(20) } as never],
  );
  for (const columns of [60, 80, 200]) {
    const widths = liveBlock(viewAfter(long, 3), { now: 1_000, columns, rows: 24 }, plainStyle).map(widthOf);
    expect(Math.max(...widths)).toBeLessThan(columns);
  }
});

test("the terminal's title is the lights, the environment and the run", () => {
  expect(terminalTitle(viewAfter(goodRun, goodRun.length))).toBe("●–●––● local #126");
});

test("in ASCII the lights are kept apart", () => {
  const style = createStyle({ colour: false, glyphs: "ascii" });
  expect(liveBlock(viewAfter(goodRun, 5), { now: 5_000, columns: 80, rows: 24 }, style).at(-2)).toBe("#126 local > - > - - .  5 s");
});
