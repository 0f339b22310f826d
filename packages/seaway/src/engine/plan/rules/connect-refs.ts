import type { Rule } from "../draft.ts";

/**
 * `users.uri` makes backend wait for users, an artifact for its build. A service's address is known before it runs, so services that
 * name each other wait for nobody.
 */
export const connectRefs: Rule = ({ graph }) => {
  for (const { id, family, refersTo } of graph.vertices.values()) {
    for (const other of refersTo) {
      if (family !== "service" || graph.vertices.get(other)?.family !== "service") graph.connect(id, other);
    }
  }
};
