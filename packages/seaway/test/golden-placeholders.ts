import { homedir, userInfo } from "node:os";
import { dirname } from "node:path";
import { cacheHome } from "../src/adapters/folders.ts";
import type { World } from "./golden-files.ts";

/** What differs from run to run, as placeholders. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time>"],
  [/\b\d\d:\d\d(?= )/g, "<clock>"],
  [/sha256:[0-9a-f]{8,64}/g, "sha256:<digest>"],
  [/\bp-[0-9a-f]{4,}/g, "p-<plan>"],
  [/\b(main) [0-9a-f]{7}\b/g, "$1 <commit>"],
  [/\bstands\/[0-9a-f]{16}\b/g, "stands/<stand>"],
  [/\b[0-9a-f]{12}\b(?=$| →)/gm, "<digest>"],
  [/\b[0-9a-f]{7}(?= \w)/g, "<commit>"],
  [/http:\/\/127\.0\.0\.1:\d+/g, "http://127.0.0.1:<port>"],
  [/\b\d+(?:\.\d+)? [kM]B\b/g, "<size>"],
  [/\bpid \d+/g, "pid <pid>"],
  [/\busers-[0-9a-f]{10}\b/g, "<project>"],
  [/\b[0-9a-f]{20,64}\b/g, "<digest>"],
];

/** Blanks beside these go with them: columns move with what stands in them. */
const MOVING: readonly (readonly [RegExp, string])[] = [
  [/\b(?:\d+\.\d s|\d+ s|\d+m \d\ds)\b/.source, "<took>"],
  [/\bjust now\b|\b\d+ (?:min|h)(?: ago)?\b/.source, "<ago>"],
].map(([source, placeholder]) => [new RegExp(`( {2,})?(?:${source})( {2,})?`, "g"), placeholder!] as const);

const gap = (blanks: string | undefined): string => (blanks === undefined ? "" : "  ");

export function withPlaceholders(text: string, { folder }: World): string {
  let told = text
    .replaceAll(folder, "<folder>")
    .replaceAll(dirname(folder), "<root>")
    .replaceAll(cacheHome(), "<home>/.cache/seaway")
    .replaceAll(homedir(), "<home>")
    .replaceAll(new RegExp(`\\bby( +)${userInfo().username}\\b`, "g"), "by$1<user>");
  for (const [pattern, placeholder] of VARYING) told = told.replace(pattern, placeholder);
  for (const [pattern, placeholder] of MOVING) {
    told = told.replace(pattern, (_whole, before?: string, after?: string) => `${gap(before)}${placeholder}${gap(after)}`);
  }
  return inOrder(told.split("\n").map((line) => line.trimEnd())).join("\n");
}

/** Steps that run side by side: what they did, and in which order each of them did it, is told; in which order they ended is not. */
const PARALLEL = /^(?:2\| )?(?:<clock>  |[●◐✕↺▲] )(provision|build|test) +(\S*)/;

function inOrder(lines: readonly string[]): readonly string[] {
  const sorted: string[] = [];
  let group: string[] = [];
  for (const line of [...lines, undefined]) {
    if (line !== undefined && PARALLEL.test(line)) {
      group.push(line);
      continue;
    }
    sorted.push(...group.toSorted(byStep));
    if (line !== undefined) sorted.push(line);
    group = [];
  }
  return sorted;
}

function byStep(a: string, b: string): number {
  const [one, other] = [keyOf(a), keyOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Stage and service; the stage's own last line comes after those of its services. */
function keyOf(line: string): string {
  const [, stage = "", service = ""] = PARALLEL.exec(line) ?? [];
  const isStageEnd = /^(?:ok|cached|failed|cancelled)$/.test(service);
  return `${stage} ${isStageEnd ? "~" : service}`;
}

const NUMBERS = /(?:AtMs|Ms|^ms|^seq|^pid|^startTicks|^now|^fence|^port)$/;
const TEXTS = /^(?:bootId|token|key|fingerprint|machine|user|setBy|instance|log|interpreter)$/;

/** The same for lines of JSON; there a key tells what a value is. */
export function withPlaceholdersInJson(text: string, world: World): string {
  const documents = text.split("\n").filter((line) => line !== "");
  const told = documents.map((line) =>
    JSON.stringify(JSON.parse(line), (key, value: unknown) => {
      if (typeof value === "number" && NUMBERS.test(key)) return "<number>";
      if (typeof value === "string" && TEXTS.test(key)) return `<${key}>`;
      return typeof value === "string" ? withPlaceholders(value, world) : value;
    }),
  );
  return inEventOrder(told).join("\n");
}

/** Events between the lock and the switch belong to steps and acts that overlap: those of one step or act stay in their order. */
function inEventOrder(lines: readonly string[]): readonly string[] {
  const sorted: string[] = [];
  let group: string[] = [];
  for (const line of [...lines, ""]) {
    if (
      /"type":"(?:step|act)\.[a-z]+","step":"(?:database|build)\./.test(line) ||
      /"(?:act|note)":"(?:start |ready |[a-z]+ ready )/.test(line)
    ) {
      group.push(line);
      continue;
    }
    sorted.push(...group.toSorted((a, b) => (overlapping(a) < overlapping(b) ? -1 : overlapping(a) > overlapping(b) ? 1 : 0)), line);
    group = [];
  }
  return sorted.filter((line) => line !== "");
}

const overlapping = (line: string): string => {
  const step = /"step":"([^"]+)"/.exec(line)?.[1] ?? "";
  return step === "rollout" ? `rollout ${/"act":"([^"]+)"/.exec(line)?.[1] ?? /"note":"([^"]+)"/.exec(line)?.[1]}` : step;
};
