import type { Action, PlannedStep } from "../../model/plan.ts";
import type { Draft } from "./draft.ts";
import { order } from "../graph/order.ts";
import type { Worlds } from "./worlds.ts";

/** The step that carries the migrations and the changes of all services: they go out together and come back together. */
export const ROLLOUT = "rollout";
const CARRIED: ReadonlySet<string> = new Set(["migration", "service"]);

/**
 * One step for each node that changes, and one for all services. Cached tasks are steps too where something is rolled out, so that
 * each run can say where its artifacts came from. What goes, goes last: behind the rollout that stops using it.
 */
export function toSteps({ graph, changes }: Draft, { verb, source, serving }: Pick<Worlds, "verb" | "source" | "serving">): PlannedStep[] {
  const services = [...graph.vertices.values()].filter(({ family }) => family === "service");
  const carried = [...graph.vertices.values()].filter(({ family }) => family === "migration" || family === "service");
  // Another release is another one also where every instance stays: a rollback of a migration, say.
  const isOther = source !== undefined && source.release !== serving?.number;
  const rollsOut = verb !== "test" && (isOther || carried.some(({ id }) => changes.get(id)?.action !== "same"));
  // A suite that runs again takes artifacts from the cache, although nothing is rolled out.
  const isUsed = new Set([...changes].flatMap(([id, { action }]) => (action === "run" ? [...(graph.dependencies.get(id) ?? [])] : [])));
  const included = order(graph).ordered.filter((id) => {
    const change = changes.get(id);
    if (change === undefined || CARRIED.has(change.kind) || change.action === "same") return false;
    return change.action !== "cached" || rollsOut || verb === "test" || isUsed.has(id);
  });
  const isIncluded = new Set(included);

  const steps = included.map((id): PlannedStep => {
    const { stage, action } = changes.get(id) as { stage: PlannedStep["stage"]; action: Action };
    const needs = [...(graph.dependencies.get(id) ?? [])].filter((other) => isIncluded.has(other));
    return { id, stage, action, dependsOn: action === "destroy" && rollsOut ? [...needs, ROLLOUT] : needs };
  });
  if (!rollsOut) return steps;

  const needs = new Set(carried.flatMap(({ id }) => [...(graph.dependencies.get(id) ?? [])]));
  const first = services.every(({ id }) => changes.get(id)?.action === "create");
  const action = verb === "destroy" ? "destroy" : first ? "create" : "update";
  const rollout: PlannedStep = { id: ROLLOUT, stage: "rollout", action, dependsOn: included.filter((id) => needs.has(id)) };
  return [...steps.filter((step) => step.action !== "destroy"), rollout, ...steps.filter((step) => step.action === "destroy")];
}
