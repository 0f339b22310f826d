import { readFileSync } from "node:fs";
import type { Stdin } from "./io.ts";

export type Key = "interrupt" | "suspend" | "enter" | "detach";

const KEYS: Readonly<Record<string, Key>> = { "\u0003": "interrupt", "\u001A": "suspend", "\r": "enter", "\n": "enter", d: "detach" };

/** Single keys of a terminal, while this is on. Raw mode keeps Ctrl-C and Ctrl-Z from being signals, so they come as keys. */
export interface Keys {
  /** Takes the terminal into raw mode; nothing happens without a terminal, or in the background. */
  on(): void;
  /** Gives it back as it was. */
  off(): void;
}

export function keys(stdin: Stdin, onKey: (key: Key) => void): Keys {
  let active = false;
  const read = (bytes: Buffer): void => {
    for (const sign of bytes.toString("utf8")) {
      const key = KEYS[sign];
      if (key !== undefined) onKey(key);
    }
  };
  return {
    on: () => {
      if (active || !stdin.isTTY || !inForeground()) return;
      active = true;
      stdin.setRawMode(true);
      stdin.on("data", read);
      stdin.resume();
    },
    off: () => {
      if (!active) return;
      active = false;
      stdin.off("data", read);
      stdin.pause();
      stdin.setRawMode(false);
    },
  };
}

/** Whether this process group has the terminal: a background job that sets its modes would be stopped for it (SIGTTOU). */
function inForeground(): boolean {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[2] === fields[5]; // process group, and the terminal's foreground group
}
