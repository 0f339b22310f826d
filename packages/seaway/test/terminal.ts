import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A real terminal: tmux, with a server of its own. */
export interface Terminal {
  /** Types keys, as `tmux send-keys` names them: `y`, `Enter`, `C-c`. */
  type(...keys: string[]): void;
  resize(columns: number, rows: number): void;
  /** What is on the screen now. */
  screen(): string;
  /** Everything that was ever on it and stayed: the scrollback with the screen. A line that the terminal broke is one line. */
  scrollback(): string;
  /** Whether the cursor shows. */
  cursorShows(): boolean;
  /** Waits until the screen answers. @throws with the screen, when it does not within the limit */
  until(what: string, answers: (screen: string) => boolean, limitMs?: number): Promise<string>;
  /** Ends the session and all that runs in it. */
  close(): void;
}

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What runs in it, a script for sh. */
  readonly script: string;
}

export function openTerminal({ columns, rows, cwd, env, script }: TerminalOptions): Terminal {
  const folder = mkdtempSync(join(tmpdir(), "seaway-terminal-"));
  const socket = join(folder, "tmux");
  const config = join(folder, "tmux.conf");
  const file = join(folder, "script");
  writeFileSync(config, "set -g history-limit 10000\nset -g status off\nset -g escape-time 0\n");
  writeFileSync(file, script);
  const { TMUX: _outer, ...own } = env;
  const tmux = (...args: string[]): string =>
    execFileSync("tmux", ["-S", socket, "-f", config, ...args], { env: { ...own, TERM: "screen-256color" }, cwd, encoding: "utf8" });
  tmux("new-session", "-d", "-x", String(columns), "-y", String(rows), "sh", file);
  const screen = (): string => trimmed(tmux("capture-pane", "-p"));
  return {
    type: (...keys) => void tmux("send-keys", ...keys),
    resize: (width, height) => void tmux("resize-window", "-x", String(width), "-y", String(height)),
    screen,
    scrollback: () => trimmed(tmux("capture-pane", "-p", "-J", "-S", "-")),
    cursorShows: () => tmux("display-message", "-p", "#{cursor_flag}").trim() === "1",
    until: async (what, answers, limitMs = 60_000) => {
      const end = Date.now() + limitMs;
      for (;;) {
        const now = screen();
        if (answers(now)) return now;
        if (Date.now() > end) throw new Error(`${what} did not appear within ${limitMs / 1_000} s:\n${now}`);
        await sleep(20);
      }
    },
    close: () => {
      tmux("kill-server");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Blank lines below the last text are the terminal's, not ours. */
const trimmed = (text: string): string => text.replace(/[ \t]+$/gm, "").replace(/\n+$/, "");

/** Text of a file that a script in a terminal writes. */
export const written = (path: string): string => readFileSync(path, "utf8").trim();
