import { expect, test } from "vitest";
import { githubPresenter } from "../../../../src/surfaces/cli/follow/github-presenter.ts";
import { jsonPresenter } from "../../../../src/surfaces/cli/follow/json-presenter.ts";
import { linesPresenter } from "../../../../src/surfaces/cli/follow/lines-presenter.ts";
import { livePresenter } from "../../../../src/surfaces/cli/follow/live-presenter.ts";
import type { Presenter } from "../../../../src/surfaces/cli/follow/presenter.ts";
import { badRun, began, goodRun, started, story, unfolded } from "../render/run-story.ts";
import { listeningIo, type ListeningIo } from "../terminal/listening-io.ts";

/** Plays a story to a presenter, with the clock at each event's moment. */
function play(presenter: Presenter, events: typeof goodRun, io: ListeningIo): void {
  for (const [event, view] of unfolded(events)) {
    io.nowMs = event.atMs;
    presenter.event(event, view);
    presenter.tick(view);
  }
  presenter.end(unfolded(events).at(-1)![1]);
}

test("a step that runs for 95 s is heard of three times, whatever the ticks", () => {
  const io = listeningIo();
  const presenter = linesPresenter(io);
  const [, view] = unfolded(story([0, began], [0, started("build.backend")])).at(-1)!;
  for (io.nowMs = 0; io.nowMs <= 95_000; io.nowMs += 100) presenter.tick(view);
  expect(io.told).toEqual([
    "00:30  build      backend   still running",
    "01:00  build      backend   still running",
    "01:30  build      backend   still running",
  ]);
});

test("JSON is every event once, each with its version, and ends with run.finished", () => {
  const io = listeningIo({ mode: "json" });
  play(jsonPresenter(io), goodRun, io);
  const events = io.results.map((line) => JSON.parse(line) as { v: number; type: string; seq: number });
  expect(events.map(({ seq }) => seq)).toEqual(goodRun.map(({ seq }) => seq));
  expect(events.every(({ v }) => v === 1)).toBe(true);
  expect(events.filter(({ type }) => type === "run.finished")).toHaveLength(1);
  expect(events.at(-1)?.type).toBe("run.finished");
});

test("live text erases line by line, never to the screen's end, and gives the cursor back", () => {
  const io = listeningIo({ mode: "live" });
  play(livePresenter(io), goodRun, io);
  expect(io.bytes).toContain("\u001B[2K");
  expect([io.bytes.includes("\u001B[J"), io.bytes.includes("\u001B[0J")]).toEqual([false, false]);
  expect(io.bytes.lastIndexOf("\u001B[?25h")).toBeGreaterThan(io.bytes.lastIndexOf("\u001B[?25l"));
});

test("the same picture is not drawn twice", () => {
  const io = listeningIo({ mode: "live", glyphs: "ascii" });
  const presenter = livePresenter(io);
  const [, view] = unfolded(story([0, began], [0, started("build.backend")])).at(-1)!;
  presenter.tick(view);
  const drawn = io.bytes;
  io.nowMs += 400; // the same second
  presenter.tick(view);
  expect(io.bytes).toBe(drawn);
});

test("a terminal that becomes too narrow gets plain lines from then on", () => {
  const size = { columns: 80, rows: 24 };
  const io = listeningIo({ mode: "live" }, size);
  const presenter = livePresenter(io);
  const told = unfolded(badRun);
  for (const [event, view] of told) {
    if (event.type === "step.finished" && event.step === "build.backend") {
      size.columns = 50;
      presenter.tick(view);
    }
    presenter.event(event, view);
    presenter.tick(view);
  }
  expect(io.told.at(-1)).toBe("00:09  run                  FAIL            exit 25");
});

test("GitHub gets a block for each stage, and the failure as an annotation", () => {
  const io = listeningIo({ github: true });
  play(githubPresenter(io), badRun, io);
  expect(io.told.join("\n")).toBe(`\
::group::provision
00:00  provision  users     start
00:02  provision  users     ok      2.0 s   its server runs again
::endgroup::
::group::build
00:01  build      backend   start
00:01  build      frontend  cached          sha256:77aa01e2
00:03  build      backend   ok      2.0 s   sha256:b80e17f2
00:03  build                ok      2.0 s
::endgroup::
::group::rollout
00:03  rollout              start
00:08  rollout              FAIL    5.0 s   backend of r2 crashes on start
::endgroup::
::error title=SEA-5301::backend of r2 crashes on start
00:09  run                  FAIL            exit 25
`);
});
