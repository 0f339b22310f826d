import { expect, test } from "vitest";
import { liveRegion } from "../../../../src/surfaces/cli/terminal/live-region.ts";

const ERASE = "\u001B[2K";
const UP = "\u001B[1A";

function region(columns = 80) {
  const written: string[] = [];
  const surface = { columns };
  return { written, surface, ...liveRegion({ write: (bytes) => void written.push(bytes), columns: () => surface.columns }) };
}

test("a block is erased from its last line upward, one line at a time", () => {
  const { draw, written } = region();
  draw(["a", "b", "c"]);
  draw(["d"]);
  expect(written).toEqual(["\u001B[?25la\r\nb\r\nc", `\r${ERASE}${UP}${ERASE}${UP}${ERASE}d`]);
});

test("what is printed stays above, and the block is drawn again below it", () => {
  const { draw, print, written } = region();
  draw(["a", "b"]);
  print("done");
  expect(written.at(-1)).toBe(`\r${ERASE}${UP}${ERASE}done\r\na\r\nb`);
});

test("a terminal that became narrower has wrapped the block: its rows are counted as they lie", () => {
  const { draw, clear, surface, written } = region(80);
  draw(["x".repeat(70)]);
  surface.columns = 30;
  clear();
  expect(written.at(-1)).toBe(`\r${ERASE}${UP}${ERASE}${UP}${ERASE}\u001B[?25h`);
});

test("nothing is written for the same lines, and nothing to clear what is not there", () => {
  const { draw, clear, written } = region();
  clear();
  draw(["a"]);
  draw(["a"]);
  expect(written).toHaveLength(1);
});
