import type { Entry } from "../../packages/seaway/src/model/errors/catalogue.ts";
import { errors } from "../../packages/seaway/src/model/errors/errors.ts";
import { escaped, generated } from "./markdown.ts";
import { placeholder, sourceText } from "./placeholder.ts";

/** By the first digit of a code. */
const areas: Record<string, string> = {
  1: "The command line",
  2: "The config",
  3: "Provision and configure",
  4: "Build and test",
  5: "Publish and rollout",
  7: "Access and secrets",
  8: "Store, lock and engine",
  9: "Mistakes of ours",
};

/** Every entry of the catalogue in the order of the codes, as `seaway explain` says it. Facts of a case stand as ‹fact›. */
export function errorsPage(): string {
  const sections: string[] = [];
  let area: string | undefined;
  for (const [code, entry] of Object.entries<Entry<never>>(errors).toSorted(([one], [other]) => one.localeCompare(other))) {
    const digit = code.charAt(4);
    if (area !== digit) sections.push(`## ${areas[digit] ?? digit}`);
    area = digit;
    const remedy = typeof entry.remedy === "string" ? entry.remedy : shown(entry.remedy);
    sections.push(`### ${code}`, `**${escaped(shown(entry.sentence))}**`, entry.explain.trim(), `Try: ${escaped(remedy)}`);
    if (entry.exit !== undefined) sections.push(`Exit code ${entry.exit}.`);
  }
  return [
    "# Errors",
    "Every error has a code that never changes its meaning. `seaway explain CODE` prints the same text, offline. The first digit says where:",
    Object.entries(areas)
      .map(([digit, name]) => `- ${digit}: ${name.toLowerCase()}`)
      .join("\n"),
    generated,
    ...sections,
  ].join("\n\n");
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
