/** One line of what to do now: `next` is always the safe way; a way that loses data is only ever `or`, and says what it costs. */
export interface NextLine {
  readonly name: "next" | "or" | "see" | "help" | "more";
  readonly text: string;
}

export const renderNext = (lines: readonly NextLine[]): string => lines.map(({ name, text }) => `  ${name.padEnd(4)}  ${text}`).join("\n");
