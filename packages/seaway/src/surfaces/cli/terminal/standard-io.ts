import { createStyle } from "../render/style.ts";
import type { Flags } from "../invocation.ts";
import type { Io } from "./io.ts";
import { screenOf } from "./screen.ts";

/** This process's own streams. */
export function standardIo(flags: Flags, env: NodeJS.ProcessEnv = process.env): Io {
  const { stdout, stderr, stdin } = process;
  const size = (): { columns: number; rows: number } => ({ columns: stderr.columns ?? 80, rows: stderr.rows ?? 24 });
  const screen = screenOf({
    env,
    errIsTerminal: stderr.isTTY,
    outIsTerminal: stdout.isTTY,
    columns: size().columns,
    json: flags.has("json"),
    quiet: flags.has("quiet"),
    progress: flags.text("progress"),
    color: flags.has("no-color") ? "never" : flags.text("color"),
    verbose: flags.count("verbose"),
  });
  const style = createStyle({ colour: screen.colour.err, glyphs: screen.glyphs });
  const outStyle = createStyle({ colour: screen.colour.out, glyphs: screen.glyphs });
  surviveClosedPipes();
  return {
    screen,
    style,
    outStyle,
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${style.text(text)}\n`),
    raw: (bytes) => void stderr.write(bytes),
    stdin,
    size,
    env,
    now: Date.now,
  };
}

/** `seaway logs | head`: nobody reads any more, which is no error. What goes on in the background goes on. */
function surviveClosedPipes(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
