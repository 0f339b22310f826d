import { failure } from "../../../model/errors/failure.ts";
import { findCycle } from "../../graph/find-cycle.ts";
import type { Rule } from "../draft.ts";

/** Last, because a rule before it may close a ring; the message names every node in it. */
export const refuseCycles: Rule = ({ graph }) => {
  const cycle = findCycle(graph);
  if (cycle) throw failure("SEA-8401", { nodes: cycle });
};
