import { stripVTControlCharacters } from "node:util";
import type { Style } from "./style.ts";

/** Columns of a text on the screen, escape sequences not counted. Wide (East Asian, emoji) signs take two. */
export function widthOf(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (ONE_COLUMN_EACH.test(shown)) return shown.length;
  let width = 0;
  for (const { segment } of graphemes(shown)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Letters of Europe, punctuation, arrows, lines and marks: nearly every text of ours. To cut one into graphemes, 10 ms of tables are loaded. */
const ONE_COLUMN_EACH = /^[ -~\u00A0-\u02FF\u2010-\u2027\u2030-\u205E\u2190-\u21FF\u2500-\u25FC]*$/;
let segmenter: Intl.Segmenter | undefined;
const graphemes = (text: string): Intl.Segments => (segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })).segment(text);
const WIDE =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation})/u;

export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));

/** A text of at most `width` columns; what is cut ends with `…`. The text must not hold escape sequences. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (ONE_COLUMN_EACH.test(text)) return `${text.slice(0, width - 1).trimEnd()}…`;
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes(text)) {
    const next = WIDE.test(segment) ? 2 : 1;
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept.trimEnd()}…`;
}

/** Two texts in one line, the second one at its right end. */
export const spread = (left: string, right: string, width: number): string =>
  right === "" ? left : `${left}${" ".repeat(Math.max(2, width - widthOf(left) - widthOf(right)))}${right}`;

/** Rows in columns, each as wide as its widest cell, with two blanks between; no blanks at the end of a line. */
export function table(rows: readonly (readonly string[])[], style: Style, { indent = 0, gap = 2 } = {}): string {
  const cells = rows.map((row) => row.map((cell) => style.text(cell)));
  const widths: number[] = [];
  for (const row of cells) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))));
  return cells
    .map(
      (row) => " ".repeat(indent) + row.map((cell, index) => (index === row.length - 1 ? cell : pad(cell, widths[index]! + gap))).join(""),
    )
    .map((line) => line.trimEnd())
    .join("\n");
}

/** A text broken at blanks into lines of at most `width` columns; every line but the first begins with `indent` blanks. */
export function wrap(text: string, width: number, indent = 0): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" && lines.length > 0 ? word : line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
