import type { Graph } from "./graph.ts";
import { order } from "./order.ts";

/** The ids of one ring, first id repeated at the end; undefined when there is none. */
export function findCycle<Vertex extends { readonly id: string }>(graph: Graph<Vertex>): string[] | undefined {
  const stuck = new Set(order(graph).stuck);
  const [start] = stuck;
  if (start === undefined) return undefined;
  // Each stuck vertex depends on a stuck one, so following those edges must come back to a vertex that was seen.
  const path = [start];
  const seenAt = new Map([[start, 0]]);
  for (;;) {
    const here = path.at(-1) as string;
    const next = [...(graph.dependencies.get(here) ?? [])].find((id) => stuck.has(id)) as string;
    const at = seenAt.get(next);
    if (at !== undefined) return [...path.slice(at), next];
    seenAt.set(next, path.length);
    path.push(next);
  }
}
