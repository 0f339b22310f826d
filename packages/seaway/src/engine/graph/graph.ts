/**
 * A generic dependency graph: connect, find a cycle, order, walk. A vertex is anything with an `id`; no domain word in this folder.
 * An edge leads from a vertex to what it depends on.
 */
export interface Graph<Vertex extends { readonly id: string }> {
  readonly vertices: ReadonlyMap<string, Vertex>;
  /** id → ids of what it depends on. */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A graph under construction. Adding an id again replaces its vertex and keeps its edges. */
export class GraphBuilder<Vertex extends { readonly id: string }> implements Graph<Vertex> {
  readonly vertices = new Map<string, Vertex>();
  readonly dependencies = new Map<string, Set<string>>();

  add(vertex: Vertex): this {
    this.vertices.set(vertex.id, vertex);
    if (!this.dependencies.has(vertex.id)) this.dependencies.set(vertex.id, new Set());
    return this;
  }

  /** `from` waits for `to`. An edge to a vertex that is not in the graph has no meaning and is left out. */
  connect(from: string, to: string): this {
    if (from !== to && this.vertices.has(from) && this.vertices.has(to)) this.dependencies.get(from)?.add(to);
    return this;
  }

  remove(id: string): this {
    this.vertices.delete(id);
    this.dependencies.delete(id);
    for (const targets of this.dependencies.values()) targets.delete(id);
    return this;
  }
}
