import type { Style } from "../render/style.ts";
import type { Screen } from "./screen.ts";

/** The person (or the pipe) on the other side. Commands speak through this and nothing else, so a test can listen. */
export interface Io {
  readonly screen: Screen;
  /** Style of standard error, and of standard output. */
  readonly style: Style;
  readonly outStyle: Style;
  /** A whole text for standard output, the result: each call ends its line. */
  out(text: string): void;
  /** A whole text for standard error: progress, questions, warnings, errors. */
  err(text: string): void;
  /** Bytes for standard error as they are: cursor moves. */
  raw(bytes: string): void;
  readonly stdin: Stdin;
  /** Rows and columns of the terminal, now. */
  size(): { readonly columns: number; readonly rows: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): number;
}

export type Stdin = NodeJS.ReadStream;
