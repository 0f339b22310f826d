import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Problem } from "../../model/problem.ts";
import { lineAndColumn, type Source } from "./syntax.ts";

export type Position = NonNullable<Problem["position"]>;

/** A part of a source as people are shown it: the line, and what is marked in it. The file is named from the project's folder. */
export function positionOf(source: Source, start: number, end: number, folder: string, label?: string): Position {
  const { line, column } = lineAndColumn(source.text, start);
  const snippet = (source.text.split("\n")[line - 1] ?? "").replace(/\r$/, "");
  const width = Math.max(1, Math.min(end - start, snippet.length - column + 1)); // what goes on below is not marked
  return { file: relative(folder, source.path), line, column, snippet, width, ...(label === undefined ? {} : { label }) };
}

/** `file:///…/seaway.config.ts:14:17`, as stacks write it. */
export function parseSite(site: string): { readonly path: string; readonly line: number; readonly column: number } | undefined {
  const match = /^(file:\/\/.+?)(?:\?[^:]*)?:(\d+):(\d+)$/.exec(site);
  return match?.[1] === undefined ? undefined : { path: fileURLToPath(match[1]), line: Number(match[2]), column: Number(match[3]) };
}
