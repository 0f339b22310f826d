import { styleText } from "node:util";
import { ASCII_MARKS, GLYPHS, MARK_WORDS, type Mark } from "../../../model/mark.ts";

/** How marks, words and danger look on one stream. Nothing is told by colour alone. */
export interface Style {
  readonly glyphs: "unicode" | "ascii" | "words";
  mark(mark: Mark): string;
  /** The six lights: `●●●◐○○`; in ASCII and in words they are kept apart. */
  lights(marks: readonly Mark[]): string;
  bold(text: string): string;
  dim(text: string): string;
  danger(text: string): string;
  good(text: string): string;
  caution(text: string): string;
  /** Typographic signs as this stream can show them; lay out columns only after this. */
  text(text: string): string;
}

type Colour = Parameters<typeof styleText>[0];

const COLOURS: Readonly<Record<Mark, Colour>> = {
  passed: "green",
  running: "blue",
  waiting: "gray",
  failed: "red",
  attention: "yellow",
  person: "magenta",
  cached: "gray",
  skipped: "gray",
};

export function createStyle({ colour, glyphs }: { readonly colour: boolean; readonly glyphs: Style["glyphs"] }): Style {
  const paint = (how: Colour, text: string): string => (colour && text !== "" ? styleText(how, text, { validateStream: false }) : text);
  const sign = { unicode: GLYPHS, ascii: ASCII_MARKS, words: MARK_WORDS }[glyphs];
  const mark = (name: Mark): string => paint(COLOURS[name], sign[name]);
  return {
    glyphs,
    mark,
    lights: (marks) => marks.map(mark).join({ unicode: "", ascii: " ", words: ", " }[glyphs]),
    bold: (text) => paint("bold", text),
    dim: (text) => paint("dim", text),
    danger: (text) => paint(["red", "bold"], text),
    good: (text) => paint("green", text),
    caution: (text) => paint("yellow", text),
    text: (text) => (glyphs === "ascii" ? toAscii(text) : text),
  };
}

/** For texts that are compared, and for pipes. */
export const plainStyle: Style = createStyle({ colour: false, glyphs: "unicode" });

const ASCII_SIGNS: Readonly<Record<string, string>> = {
  "→": "->",
  "·": "-",
  "›": ">",
  "×": "x",
  "…": "...",
  "—": "-",
  "•": "*",
  "≤": "<=",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  ...Object.fromEntries(Object.entries(GLYPHS).map(([name, glyph]) => [glyph, ASCII_MARKS[name as Mark]])),
  "–": "-",
};

/** Only the signs that Seaway itself writes; what users named stays as they wrote it. */
const toAscii = (text: string): string => text.replace(/[→·›×…–—•≤“”‘’●◐○✕▲⏸↺]/gu, (sign) => ASCII_SIGNS[sign] ?? sign);
