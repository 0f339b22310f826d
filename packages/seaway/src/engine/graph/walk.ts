import type { Graph } from "./graph.ts";
import { order } from "./order.ts";

/** What a visit came to: what depends on a vertex is visited only behind `passed`, else it is left. */
export type Visited = "passed" | "failed";

export interface Walk<Vertex> {
  readonly visit: (vertex: Vertex) => Promise<Visited>;
  /** Called for each vertex that lay behind a failure, or was not begun when the walk was stopped. */
  readonly leave: (vertex: Vertex, behind: string | undefined) => Promise<void>;
  /** Once true of a vertex, it is not begun any more; what is under way is waited for. */
  readonly stopped: (vertex: Vertex) => boolean;
}

/**
 * Visits every vertex as soon as all that it depends on has passed: as wide as the graph allows. A failure stops only what depends on
 * it. A visit that throws ends the walk: the error comes out after everything under way has ended.
 */
export async function walk<Vertex extends { readonly id: string }>(
  graph: Graph<Vertex>,
  { visit, leave, stopped }: Walk<Vertex>,
): Promise<void> {
  const passed = new Map<string, Promise<Visited>>();
  const thrown: unknown[] = [];

  const go = async (vertex: Vertex): Promise<Visited> => {
    const dependencies = [...(graph.dependencies.get(vertex.id) ?? [])];
    const outcomes = await Promise.all(dependencies.map(async (id) => ({ id, outcome: await passed.get(id) })));
    const behind = outcomes.find(({ outcome }) => outcome !== "passed")?.id;
    try {
      if (behind === undefined && !stopped(vertex) && thrown.length === 0) return await visit(vertex);
      await leave(vertex, behind);
    } catch (error) {
      thrown.push(error);
    }
    return "failed";
  };

  for (const id of order(graph).ordered) passed.set(id, go(graph.vertices.get(id) as Vertex));
  await Promise.all(passed.values());
  if (thrown.length > 0) throw thrown[0];
}
