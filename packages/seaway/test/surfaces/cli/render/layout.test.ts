import { expect, test } from "vitest";
import { clip, widthOf } from "../../../../src/surfaces/cli/render/layout.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

test("a text of European letters, punctuation and marks has one column a letter, as counting its graphemes would say", () => {
  // Beside a letter, because a sign that combines would be counted with it.
  const signs = Array.from({ length: 0x2600 - 0xa0 }, (_, index) => `a${String.fromCharCode(0xa0 + index)}b`);
  const wide = /^(?:[\u1100-\u115F]|\p{Emoji_Presentation})/u;
  const counted = (text: string): number =>
    [...graphemes.segment(text)].reduce((width, { segment }) => width + (wide.test(segment) ? 2 : 1), 0);
  expect(signs.filter((text) => widthOf(text) !== counted(text))).toEqual([]);
});

test("escape sequences have no width, East Asian signs and emoji two columns, a combined sign those of one", () => {
  expect(["\u001B[31m● up\u001B[0m", "日本", "⌚", "👩‍👩‍👧", "e\u0301"].map(widthOf)).toEqual([4, 4, 2, 2, 1]);
});

test("what is clipped ends with an ellipsis inside its width, and no sign is cut in two", () => {
  expect(["rollout · backend", "日本語です", "short"].map((text) => clip(text, 8))).toEqual(["rollout…", "日本語…", "short"]);
});
