import type { World } from "./golden-files.ts";

/** What differs from run to run, as placeholders; blanks beside it go with it, since columns move with what stands in them. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time>"],
  [/\b\d\d:\d\d(?= )/g, "<clock>"],
  [/sha256:[0-9a-f]{8,64}/g, "sha256:<digest>"],
  [/\bp-[0-9a-f]{4,}/g, "p-<plan>"],
  [/\b(main) [0-9a-f]{7}\b/g, "$1 <commit>"],
  [/http:\/\/127\.0\.0\.1:\d+/g, "http://127.0.0.1:<port>"],
  [/( {2,})?\b(?:\d+\.\d s|\d+ s|\d+m \d\ds)(?: {2,}|\b)/g, "  <took>  "],
  [/\bjust now\b|\b\d+ min(?: ago)?\b/g, "<ago>"],
  [/\b\d+(?:\.\d+)? [kM]B\b/g, "<size>"],
  [/\bpid \d+/g, "pid <pid>"],
];

export function withPlaceholders(text: string, { folder }: World): string {
  let told = text.replaceAll(folder, "<folder>");
  for (const [pattern, placeholder] of VARYING) told = told.replace(pattern, placeholder);
  return inOrder(told.split("\n").map((line) => line.trimEnd())).join("\n");
}

/** Steps that run side by side end in any order: their lines are sorted, up to the rollout that waits for them all. */
function inOrder(lines: readonly string[]): readonly string[] {
  const parallel = (line: string): boolean => /^(?:2\| )?(?:<clock>  |[●◐✕↺▲] )(?:provision|build) /.test(line);
  const sorted: string[] = [];
  let group: string[] = [];
  for (const line of lines) {
    if (parallel(line)) group.push(line);
    else {
      sorted.push(...group.toSorted(), line);
      group = [];
    }
  }
  return [...sorted, ...group.toSorted()];
}

const NUMBERS = /(?:AtMs|Ms|^seq|^pid|^startTicks|^now|^fence|^port)$/;
const TEXTS = /^(?:bootId|token|key|fingerprint|machine|user|id|instance|log|folder|interpreter|environment_)$/;

/** The same for lines of JSON; there a key tells what a value is. */
export function withPlaceholdersInJson(text: string, world: World): string {
  const documents = text.split("\n").filter((line) => line !== "");
  const told = documents.map((line) =>
    JSON.stringify(JSON.parse(line), (key, value: unknown) => {
      if (typeof value === "number" && NUMBERS.test(key)) return "<number>";
      if (typeof value === "string" && TEXTS.test(key) && !/^(?:[a-z]+\.[a-z]+|rollout)$/.test(value)) return `<${key}>`;
      return typeof value === "string" ? withPlaceholders(value, world) : value;
    }),
  );
  return inEventOrder(told).join("\n");
}

function inEventOrder(lines: readonly string[]): readonly string[] {
  const parallel = (line: string): boolean => /"step":"(?:database|build)\./.test(line);
  const first = lines.findIndex(parallel);
  const last = lines.findLastIndex(parallel);
  if (first === -1) return lines;
  const step = (line: string): string => /"step":"([^"]+)"/.exec(line)?.[1] ?? "";
  const group = lines.slice(first, last + 1).toSorted((a, b) => (step(a) < step(b) ? -1 : step(a) > step(b) ? 1 : 0));
  return [...lines.slice(0, first), ...group, ...lines.slice(last + 1)];
}
