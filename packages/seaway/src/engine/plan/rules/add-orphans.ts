import type { Rule } from "../draft.ts";

/** Recorded and no longer desired: candidates for deletion. A service is taken out by the rollout, everything else by its kind. */
export const addOrphans: Rule = ({ graph }, { recorded, verb }) => {
  // Tests touch nothing of an environment, and an existing release is brought into what is there.
  if (verb !== "up" && verb !== "destroy") return;
  for (const { node, kind } of recorded.values()) {
    if (!graph.vertices.has(node)) graph.add({ id: node, family: kind === "service" ? "service" : "resource", kind, refersTo: [] });
  }
};
