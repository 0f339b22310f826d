import { widthOf } from "../render/layout.ts";

/** The terminal as the live region needs it. */
export interface Surface {
  write(bytes: string): void;
  columns(): number;
}

/**
 * The last lines of a terminal, drawn again and again below text that stays. Lines are erased one by one: in tmux, a region that starts
 * in the top row and is erased to the screen's end is pushed into the scrollback at every redraw.
 */
export interface LiveRegion {
  /** Draws these lines in place of the ones before; nothing is written when they are the same. */
  readonly draw: (lines: readonly string[]) => void;
  /** Puts a line above the region for good. */
  readonly print: (line: string) => void;
  /** Takes the region away, and shows the cursor again. */
  readonly clear: () => void;
}

const HIDE_CURSOR = "\u001B[?25l";
const SHOW_CURSOR = "\u001B[?25h";
const ERASE_LINE = "\u001B[2K";
const UP = "\u001B[1A";

export function liveRegion(surface: Surface): LiveRegion {
  let drawn: readonly string[] = [];

  /** A terminal that became narrower has wrapped what was drawn: rows are counted as they lie now. */
  const rowsOf = (line: string): number => Math.max(1, Math.ceil(widthOf(line) / Math.max(1, surface.columns())));

  const erased = (): string => {
    if (drawn.length === 0) return "";
    const rows = drawn.reduce((sum, line) => sum + rowsOf(line), 0);
    return `\r${ERASE_LINE}${`${UP}${ERASE_LINE}`.repeat(rows - 1)}`;
  };

  return {
    draw: (lines) => {
      if (lines.length === drawn.length && lines.every((line, index) => line === drawn[index])) return;
      surface.write(`${drawn.length === 0 ? HIDE_CURSOR : ""}${erased()}${lines.join("\r\n")}${lines.length === 0 ? SHOW_CURSOR : ""}`);
      drawn = lines;
    },
    print: (line) => {
      const below = drawn;
      surface.write(`${erased()}${line}\r\n${below.join("\r\n")}`);
    },
    clear: () => {
      if (drawn.length === 0) return;
      surface.write(`${erased()}${SHOW_CURSOR}`);
      drawn = [];
    },
  };
}
