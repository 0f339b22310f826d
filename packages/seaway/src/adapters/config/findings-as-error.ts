import type { Finding } from "../../model/config-check/finding.ts";
import { failure, type SeawayError } from "../../model/errors/failure.ts";
import type { Problem } from "../../model/problem.ts";
import { findWritten } from "./find-written.ts";
import { parseSite, positionOf, type Position } from "./position.ts";
import { offsetOf, parseSource, type Source } from "./syntax.ts";

/** All findings as one error: the first by position is its head, the rest are its `others`. */
export async function findingsAsError(findings: readonly Finding[], folder: string): Promise<SeawayError> {
  const sources = new Map<string, Promise<Source>>();
  const read = (path: string): Promise<Source> => {
    const source = sources.get(path) ?? parseSource(path);
    sources.set(path, source);
    return source;
  };
  const placed = await Promise.all(findings.map(async (finding) => ({ finding, position: await find(finding, folder, read) })));
  const [head, ...others] = placed
    .toSorted((a, b) => compare(a.position, b.position))
    .map(({ finding: { code, facts }, position }) => ({ code, facts, position }));
  if (head === undefined) throw new Error("a config was refused without a finding");
  const rest = others.map((other): Problem => toError(other).problem);
  return toError(head, rest);
}

function toError(
  { code, facts, position }: Pick<Finding, "code" | "facts"> & { readonly position: Position | undefined },
  others: readonly Problem[] = [],
): SeawayError {
  // The facts came as JSON from the process that checked; each code was reported with its own.
  return failure(code, facts as never, { ...(position ? { position } : {}), ...(others.length > 0 ? { others } : {}) });
}

async function find({ place, label }: Finding, folder: string, read: (path: string) => Promise<Source>): Promise<Position | undefined> {
  const site = parseSite(place.site);
  if (site === undefined) return undefined;
  const source = await read(site.path);
  const offset = offsetOf(source.text, site.line, site.column) ?? 0;
  const node = findWritten(source, offset, place);
  return positionOf(source, node?.start ?? offset, node?.end ?? offset + 1, folder, label);
}

function compare(a: Position | undefined, b: Position | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
