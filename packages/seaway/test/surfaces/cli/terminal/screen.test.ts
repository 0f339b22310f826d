import { expect, test } from "vitest";
import { screenOf, type ScreenFacts } from "../../../../src/surfaces/cli/terminal/screen.ts";

const facts = (more: Partial<ScreenFacts> = {}): ScreenFacts => ({
  env: { TERM: "xterm", LANG: "C.UTF-8" },
  errIsTerminal: true,
  outIsTerminal: true,
  columns: 80,
  json: false,
  quiet: false,
  progress: undefined,
  color: undefined,
  verbose: 0,
  ...more,
});

test.each<[string, Partial<ScreenFacts>, string]>([
  ["a terminal", {}, "live"],
  ["a pipe", { errIsTerminal: false }, "lines"],
  ["a pipe that was asked to be live", { errIsTerminal: false, progress: "live" }, "lines"],
  ["a dumb terminal", { env: { TERM: "dumb" } }, "lines"],
  ["CI", { env: { TERM: "xterm", CI: "true" } }, "lines"],
  ["CI that was asked to be live", { env: { TERM: "xterm", CI: "true" }, progress: "live" }, "live"],
  ["a terminal of 59 columns", { columns: 59 }, "lines"],
  ["somebody who listens", { env: { TERM: "xterm", ACCESSIBLE: "1" }, progress: "live" }, "lines"],
  ["-q", { quiet: true }, "quiet"],
  ["--json", { json: true, quiet: true }, "json"],
])("%s is shown %s as %s", (_who, more, mode) => {
  expect(screenOf(facts(more)).mode).toBe(mode);
});

test.each<[Partial<ScreenFacts>, boolean]>([
  [{}, true],
  [{ errIsTerminal: false }, false],
  [{ env: { NO_COLOR: "1" } }, false],
  [{ env: { NO_COLOR: "" } }, true],
  [{ env: { NO_COLOR: "1" }, color: "always" }, true],
  [{ env: { FORCE_COLOR: "1" }, errIsTerminal: false }, true],
  [{ env: { FORCE_COLOR: "0" }, errIsTerminal: false }, false],
  [{ env: { TERM: "dumb" } }, false],
  [{ color: "never" }, false],
])("%j is coloured: %s", (more, coloured) => {
  expect(screenOf(facts(more)).colour.err).toBe(coloured);
});

test.each<[Record<string, string>, string]>([
  [{ LANG: "de_DE.UTF-8" }, "unicode"],
  [{ LANG: "en_US.utf8" }, "unicode"],
  [{}, "unicode"],
  [{ LANG: "C" }, "ascii"],
  [{ LANG: "de_DE.UTF-8", LC_ALL: "POSIX" }, "ascii"],
  [{ LANG: "C", ACCESSIBLE: "1" }, "words"],
])("the locale %j gets %s marks", (env, glyphs) => {
  expect(screenOf(facts({ env })).glyphs).toBe(glyphs);
});
