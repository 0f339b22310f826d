import type { Finding } from "../../../model/finding.ts";
import { pad, widthOf } from "./layout.ts";
import type { Style } from "./style.ts";

/** What is well in as few lines as there is room for; what is not, each on its own, with what mends it; then how many. */
export function renderCheckUp(findings: readonly Finding[], style: Style, columns: number): string {
  const well = findings.filter(({ mark }) => mark === "passed");
  const [short, long] = [well.filter(({ told }) => told.length <= 20), well.filter(({ told }) => told.length > 20)];
  const lines = inLines(
    short.map(({ name, told }) => `${style.mark("passed")} ${name} ${told}`),
    Math.max(40, columns - 1),
  );
  const rows = [...long, ...findings.filter(({ mark }) => mark !== "passed")];
  const width = Math.max(0, ...rows.map(({ name }) => widthOf(name)));
  const details = rows.flatMap(({ name, mark, told, fix }) => [
    `${style.mark(mark)} ${pad(name, width)}  ${told}`,
    ...(fix === undefined ? [] : [`  ${pad("", width)}  fix  ${fix}`]),
  ]);
  return style.text([...lines, ...details, counted(findings)].filter((text) => text !== "").join("\n"));
}

/** As many in a line as fit, none of them broken. */
function inLines(items: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const longer = lines.length === 0 ? item : `${lines.at(-1)}${GAP}${item}`;
    if (lines.length > 0 && widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(item);
  }
  return lines;
}

const GAP = "    ";

function counted(findings: readonly Finding[]): string {
  const count = (mark: Finding["mark"], word: string): string => {
    const number = findings.filter((finding) => finding.mark === mark).length;
    return `${number} ${word}${number === 1 ? "" : "s"}`;
  };
  return `${count("failed", "problem")}, ${count("attention", "warning")}. Nothing was changed.`;
}
