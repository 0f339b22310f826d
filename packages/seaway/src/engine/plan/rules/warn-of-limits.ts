import type { ServiceDefinition } from "../../../model/definition.ts";
import type { Rule } from "../draft.ts";

/** What the config asks for and the target can't give here: the plan says so before anything runs without it. */
export const warnOfLimits: Rule = ({ graph, changes, warnings }, { provider }) => {
  if (provider.limitsMemory?.() !== false) return;
  for (const { id, family, desired } of graph.vertices.values()) {
    if (family !== "service" || desired === undefined || changes.get(id)?.action === "same") continue;
    const { name, memoryMiB } = desired as unknown as ServiceDefinition;
    if (memoryMiB === undefined) continue;
    warnings.push(`the memory of ${name} is not limited to ${memoryMiB} MiB: no control group can be made here`);
  }
};
