import { readFileSync } from "node:fs";
import type { ParserOptions } from "oxc-parser";

/** A node of a syntax tree as far as we look into it; offsets are UTF-16 units, as strings count. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
  /** What the parser could not read; then the program is empty. */
  readonly mistakes: readonly { readonly message: string; readonly start: number; readonly end: number }[];
}

/** Parses a file. The parser is loaded here, on first use: it takes longer than the whole evaluation. */
export async function parseSource(path: string): Promise<Source> {
  const { parseSync } = await import("oxc-parser");
  const text = readFileSync(path, "utf8");
  const options: ParserOptions = { lang: "ts", sourceType: "module" };
  const { program, errors } = parseSync(path, text, options);
  const mistakes = errors.map(({ message, labels }) => ({ message, start: labels[0]?.start ?? 0, end: labels[0]?.end ?? 0 }));
  return { path, text, program: program as unknown as Node, mistakes };
}

export const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value && "start" in value;

/** Every node below and including one, outermost first. */
export function* nodesIn(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const inner of Array.isArray(value) ? value : [value]) if (isNode(inner)) yield* nodesIn(inner);
  }
}

/** Lines and columns from 1. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** @returns undefined for a place that the text does not have. */
export function offsetOf(text: string, line: number, column: number): number | undefined {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  return start + column - 1;
}
