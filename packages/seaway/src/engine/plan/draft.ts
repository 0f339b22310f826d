import type { Change } from "../../model/plan.ts";
import type { NodeId } from "../../model/numbers.ts";
import { GraphBuilder } from "../graph/graph.ts";
import type { PlanNode, Worlds } from "./worlds.ts";

/** A plan while the rules work on it: the graph of all nodes, and what was decided of each. */
export interface Draft {
  readonly graph: GraphBuilder<PlanNode>;
  readonly changes: Map<NodeId, Change>;
  readonly needsDecision: NodeId[];
  readonly kept: NodeId[];
  readonly missingSecrets: { name: string; service: string }[];
  readonly warnings: string[];
}

/** One rule a file: looks at the worlds, adds its meaning to the draft. */
export type Rule = (draft: Draft, worlds: Worlds) => void;

export const emptyDraft = (): Draft => ({
  graph: new GraphBuilder(),
  changes: new Map(),
  needsDecision: [],
  kept: [],
  missingSecrets: [],
  warnings: [],
});
