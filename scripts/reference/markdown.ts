/** Said at the top of every generated page. */
export const generated = "Generated from the source by `scripts/write-reference.ts`; a check proves both equal.";

/** Outside of code, Markdown takes `*`, `_` and `<` for its own. */
export const escaped = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll(/[*_<\\]/g, String.raw`\$&`)))
    .join("");

/** Code may hold a backtick itself. */
export const code = (text: string): string => (text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``);

/** A table; `|` inside a cell is escaped, also in code, as GitHub wants it. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), `|${head.map(() => "---|").join("")}`, ...rows.map(row)].join("\n");

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
