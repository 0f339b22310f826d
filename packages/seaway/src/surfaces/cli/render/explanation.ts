import type { Entry } from "../../../model/errors/catalogue.ts";
import { wrap } from "./layout.ts";
import type { Style } from "./style.ts";

const AREAS: Readonly<Record<string, string>> = {
  1: "command line",
  2: "config",
  3: "provision and configure",
  4: "build and test",
  5: "publish and rollout",
  6: "board and trackers",
  7: "server, access, secrets",
  8: "store, lock, engine",
  9: "internal",
};

/** The page of one code: where it belongs, its long text, and what to try where that does not depend on the facts. */
export function renderExplanation(code: string, entry: Entry<never>, style: Style): string {
  const head = `${style.bold(code)}  ${style.dim(AREAS[code.charAt("SEA-".length)] ?? "")}`.trimEnd();
  const paragraphs = entry.explain
    .split("\n\n")
    .map((paragraph) => (isList(paragraph) ? paragraph : wrap(paragraph.replaceAll("\n", " "), 90)));
  const remedy = typeof entry.remedy === "string" && entry.remedy !== "" ? [`  try    ${wrap(entry.remedy, 80, 9)}`] : [];
  return [head, ...paragraphs, ...remedy].join("\n\n");
}

/** Lists and code blocks keep their lines. */
const isList = (paragraph: string): boolean => /^(?:[-*] |\d+\. | {4}|```)/m.test(paragraph);
