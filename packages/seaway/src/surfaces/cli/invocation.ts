import type { Command } from "./argv/commands.ts";
import type { FlagName } from "./argv/flags.ts";
import type { Io } from "./terminal/io.ts";

/** A parsed command line. */
export interface Invocation {
  /** undefined: `seaway` alone. */
  readonly command: Command | undefined;
  readonly args: readonly string[];
  readonly flags: Flags;
}

export interface Flags {
  has(name: FlagName): boolean;
  /** The last value given. */
  text(name: FlagName): string | undefined;
  texts(name: FlagName): readonly string[];
  /** How often it was given: `-vv` is 2. */
  count(name: FlagName): number;
}

/** What a command's file exports. @returns the exit code (exit-codes.ts). */
export type Run = (invocation: Invocation, io: Io) => Promise<number>;
