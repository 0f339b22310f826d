import type { Graph } from "./graph.ts";

/**
 * Every id after all that it depends on; among equals, in the order of insertion. What lies on a cycle, or behind one, is missing from
 * `ordered` and named in `stuck`. Linear in vertices and edges.
 */
export function order<Vertex extends { readonly id: string }>(graph: Graph<Vertex>): { ordered: string[]; stuck: string[] } {
  const open = new Map<string, number>();
  const waiting = new Map<string, string[]>();
  for (const id of graph.vertices.keys()) {
    const dependencies = graph.dependencies.get(id) ?? new Set<string>();
    open.set(id, dependencies.size);
    for (const dependency of dependencies) {
      const list = waiting.get(dependency);
      if (list) list.push(id);
      else waiting.set(dependency, [id]);
    }
  }
  const ordered = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  // The list grows while it is read: each vertex is appended once, when its last dependency has been.
  for (const id of ordered) {
    for (const dependant of waiting.get(id) ?? []) {
      const left = (open.get(dependant) ?? 0) - 1;
      open.set(dependant, left);
      if (left === 0) ordered.push(dependant);
    }
  }
  const done = new Set(ordered);
  return { ordered, stuck: [...graph.vertices.keys()].filter((id) => !done.has(id)) };
}
