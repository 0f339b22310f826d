import type { Entry } from "../packages/seaway/src/model/errors/catalogue.ts";
import { errors } from "../packages/seaway/src/model/errors/errors.ts";
import { placeholder, sourceText } from "./placeholder.ts";

export const manualFile = "docs/reference/errors.md";

/** By the first digit of a code. */
const areas: Record<string, string> = {
  1: "The command line",
  2: "The config",
  3: "Provision and configure",
  4: "Build and test",
  5: "Publish and rollout",
  6: "Board and trackers",
  7: "Server, access and secrets",
  8: "Store, lock and engine",
  9: "Mistakes of ours",
};

/** `docs/reference/errors.md`, whole: what `seaway explain` says, in the order of the codes. Facts of a case stand as ‹fact›. */
export function errorManual(): string {
  const entries = Object.entries<Entry<never>>(errors).toSorted(([one], [other]) => one.localeCompare(other));
  const lines = [
    "# Errors",
    "",
    "Every error has a code that never changes its meaning. `seaway explain CODE` prints the same text, offline. The first digit says where:",
    ...Object.entries(areas).map(([digit, area]) => `${digit === "1" ? "\n" : ""}- ${digit}: ${area.toLowerCase()}`),
    "",
    "Generated from the catalogue by `scripts/write-reference.ts`; a check proves both equal.",
  ];
  let area: string | undefined;
  for (const [code, entry] of entries) {
    const digit = code.charAt(4);
    if (area !== digit) lines.push("", `## ${areas[digit] ?? digit}`);
    area = digit;
    const remedy = typeof entry.remedy === "string" ? entry.remedy : shown(entry.remedy);
    lines.push("", `### ${code}`, "", `**${escaped(shown(entry.sentence))}**`, "", entry.explain.trim(), "", `Try: ${escaped(remedy)}`);
    if (entry.exit !== undefined) lines.push("", `Exit code ${entry.exit}.`);
  }
  return `${lines.join("\n")}\n`;
}

function shown(text: (facts: never) => string): string {
  try {
    const filled = text(placeholder("") as never);
    if (!/undefined|NaN|\[object/.test(filled)) return filled;
  } catch {
    // A fact that is calculated with has no placeholder: its source shows the words around it.
  }
  return sourceText(text);
}

/** Markdown takes `*`, `_` and `<` outside of code for its own. */
const escaped = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll(/[*_<\\]/g, String.raw`\$&`)))
    .join("");
