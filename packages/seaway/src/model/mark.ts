/** How a thing stands, as one sign: shape first, colour second, a word always available. The same in terminal and dashboard (ux-cli 2.13). */
export type Mark = "passed" | "running" | "waiting" | "failed" | "attention" | "person" | "cached" | "skipped";

export const GLYPHS: Readonly<Record<Mark, string>> = {
  passed: "●",
  running: "◐",
  waiting: "○",
  failed: "✕",
  attention: "▲",
  person: "⏸",
  cached: "↺",
  skipped: "–",
};

/** For locales without UTF-8. */
export const ASCII_MARKS: Readonly<Record<Mark, string>> = {
  passed: "ok",
  running: ">",
  waiting: ".",
  failed: "FAIL",
  attention: "!",
  person: "?",
  cached: "=",
  skipped: "-",
};

/** For those who listen instead of look. */
export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  passed: "passed",
  running: "running",
  waiting: "waiting",
  failed: "failed",
  attention: "attention",
  person: "needs a person",
  cached: "cached",
  skipped: "skipped",
};
