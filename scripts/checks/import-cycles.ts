import { importsOf, isSource } from "../imports.ts";
import type { Check } from "./check.ts";

/** Only what loads together counts: types are gone at run time, and an import inside a function is loaded when both ends are. */
export const importCycles: Check = {
  name: "no source file imports itself through others",
  findings({ files, read }) {
    const edges = new Map(files.filter(isSource).map((file) => [file, loadedBy(file, read(file))]));
    return cyclesIn(edges).map((cycle) => cycle.join(" → "));
  },
};

const loadedBy = (file: string, source: string): string[] =>
  importsOf(file, source).flatMap((to) => (to.kind === "value" && to.file !== undefined ? [to.file] : []));

/** One cycle for each edge that closes one, found depth first. */
function cyclesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const since = path.indexOf(file);
    if (since !== -1) cycles.push([...path.slice(since), file]);
    if (since !== -1 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return cycles;
}
