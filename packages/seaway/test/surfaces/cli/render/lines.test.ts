import { expect, test } from "vitest";
import { eventLines, heartbeat } from "../../../../src/surfaces/cli/render/lines.ts";
import { createStyle, plainStyle } from "../../../../src/surfaces/cli/render/style.ts";
import { badRun, goodRun, progressed, began, started, story, unfolded } from "./run-story.ts";

const log = (events: typeof goodRun, style = plainStyle): string =>
  unfolded(events)
    .flatMap(([event, view]) => eventLines(event, view, style))
    .join("\n");

test("a run that went well is one line an event, in columns that awk can count", () => {
  expect(log(goodRun)).toBe(`\
00:00  provision  users     start
00:00  build      backend   start
00:00  build      frontend  start
00:06  build      frontend  cached          sha256:77aa01e2
00:07  provision  users     ok      7.0 s   users created, 2 files of SQL
00:09  build      backend   ok      9.0 s   sha256:b80e17f2
00:09  build                ok      9.0 s
00:09  rollout              start
00:11  rollout              ok      2.0 s   r1 as d-1: 2 of 2 services seen serving
00:12  run                  ok`);
});

test("a failure is a word in the same column, and the run's line has the exit code", () => {
  expect(log(badRun).split("\n").slice(-2).join("\n")).toBe(`\
00:08  rollout              FAIL    5.0 s   backend of r2 crashes on start
00:09  run                  FAIL            exit 25`);
});

test("those who listen hear words and no glyph", () => {
  const style = createStyle({ colour: false, glyphs: "words" });
  expect(log(badRun, style).split("\n").slice(-2).join("\n")).toBe(`\
00:08  rollout              failed  5.0 s   backend of r2 crashes on start
00:09  run                  failed          exit 25`);
});

test("a heartbeat says what goes on, or how long it has gone on for those who listen", () => {
  const [, view] = unfolded(story([0, began], [0, started("build.backend")], [1, progressed("build.backend", "pip install")])).at(-1)!;
  const step = view.steps.find(({ id }) => id === "build.backend")!;
  expect(heartbeat(step, view, 31_000, plainStyle)).toBe("00:31  build      backend   still pip install");
  const words = createStyle({ colour: false, glyphs: "words" });
  expect(heartbeat(step, view, 60_000, words)).toBe("still working: build backend, 1m 00s");
});
