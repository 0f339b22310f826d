import type { Rule } from "../draft.ts";

/** Recorded and no longer desired: candidates for deletion. A service is taken out by the rollout, everything else by its kind. */
export const addOrphans: Rule = ({ graph }, { recorded }) => {
  for (const { node, kind } of recorded.values()) {
    if (!graph.vertices.has(node)) graph.add({ id: node, family: kind === "service" ? "service" : "resource", kind, refersTo: [] });
  }
};
