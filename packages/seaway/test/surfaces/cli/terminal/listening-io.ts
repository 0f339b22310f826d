import { PassThrough } from "node:stream";
import { createStyle } from "../../../../src/surfaces/cli/render/style.ts";
import type { Io, Stdin } from "../../../../src/surfaces/cli/terminal/io.ts";
import type { Screen } from "../../../../src/surfaces/cli/terminal/screen.ts";

export interface ListeningIo extends Io {
  readonly told: string[];
  readonly results: string[];
  bytes: string;
  nowMs: number;
}

/** The other side of a command, with a clock that a test moves by hand. */
export function listeningIo(more: Partial<Screen> = {}, size = { columns: 80, rows: 24 }): ListeningIo {
  const screen: Screen = { mode: "lines", colour: { err: false, out: false }, glyphs: "unicode", verbose: 0, github: false, ...more };
  const style = createStyle({ colour: false, glyphs: screen.glyphs });
  const io: ListeningIo = {
    screen,
    style,
    outStyle: style,
    told: [],
    results: [],
    bytes: "",
    nowMs: 0,
    out: (text) => void io.results.push(text),
    err: (text) => void io.told.push(text),
    raw: (bytes) => void (io.bytes += bytes),
    stdin: new PassThrough() as unknown as Stdin,
    size: () => size,
    env: {},
    now: () => io.nowMs,
  };
  return io;
}
