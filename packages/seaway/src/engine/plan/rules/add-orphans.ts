import type { Rule } from "../draft.ts";

/** Recorded and no longer desired: candidates for deletion. A service is taken out by the rollout, everything else by its kind. */
export const addOrphans: Rule = ({ graph }, { recorded, verb }) => {
  // Tests touch nothing of an environment.
  if (verb === "test") return;
  for (const { node, kind } of recorded.values()) {
    // An existing release is brought into what is there: only its services go out, and come back.
    if (verb !== "up" && verb !== "destroy" && kind !== "service") continue;
    if (!graph.vertices.has(node)) graph.add({ id: node, family: kind === "service" ? "service" : "resource", kind, refersTo: [] });
  }
};
