import { releaseLabel } from "../../../model/numbers.ts";
import type { ServiceDefinition } from "../../../model/definition.ts";
import type { Action, Change, Reason } from "../../../model/plan.ts";
import type { ServiceRecord } from "../../../model/service-record.ts";
import type { RecordedNode } from "../../ports/store.ts";
import type { Draft, Rule } from "../draft.ts";
import { buildNode, nameOf, secretNames } from "../settings.ts";
import type { PlanNode, Worlds } from "../worlds.ts";
import { serviceDifferences } from "./service-differences.ts";
import { inputReasons } from "./input-reasons.ts";
import { isOnlyRuntime, unwell } from "./service-health.ts";

/** A service is rolled out when what it runs differs, or when what runs is not what was recorded. */
export const decideServices: Rule = (draft, worlds) => {
  for (const node of draft.graph.vertices.values()) {
    if (node.family === "service") draft.changes.set(node.id, decide(node, draft, worlds));
  }
  if (worlds.verb === "up" || worlds.verb === "deploy") findMissingSecrets(draft, worlds);
};

function decide(node: PlanNode, { changes }: Draft, worlds: Worlds): Change {
  const at = { node: node.id, kind: "service", stage: "rollout", losesData: false } as const;
  if (node.desired === undefined) {
    const text = worlds.verb === "destroy" ? `${worlds.environment} is taken away` : "the config no longer names it";
    return { ...at, action: "destroy", reasons: [{ text }] };
  }
  const desired = node.desired as unknown as ServiceDefinition;
  const build = changes.get(buildNode(desired.name));
  const { action, reasons } = compare(desired, worlds.recorded.get(node.id), build, worlds);
  // What it refers to gets other addresses and credentials when it is made anew.
  const remade = node.refersTo.flatMap((other): Reason[] =>
    changes.get(other)?.action === "recreate" ? [{ text: `${other} is recreated` }] : [],
  );
  const all = [...reasons, ...remade];
  return {
    ...at,
    action: all.length > 0 && action === "same" ? "update" : action,
    reasons: all,
    ...(isOnlyRuntime(all) ? { keepsInstances: true } : {}),
    desired: node.desired,
  };
}

function compare(
  desired: ServiceDefinition,
  recorded: RecordedNode | undefined,
  build: Change | undefined,
  worlds: Worlds,
): { action: Action; reasons: Reason[] } {
  if (recorded === undefined) return { action: "create", reasons: [{ text: "not deployed yet" }] };
  const record = recorded.props as unknown as ServiceRecord;
  const reasons: Reason[] = [
    ...artifactDifferences(build, record, worlds),
    ...serviceDifferences(desired, record),
    ...secretDifferences(desired, record, worlds),
    ...unwell(desired, worlds.runtime),
  ];
  return { action: reasons.length > 0 ? "update" : "same", reasons };
}

/** What it runs was made from other inputs; which ones, where that is still known. */
function artifactDifferences(build: Change | undefined, record: ServiceRecord, { running, tasks, source }: Worlds): readonly Reason[] {
  if (source)
    return source.keys[record.definition.name] === record.key ? [] : [{ text: `${releaseLabel(source.release)} has another artifact` }];
  if (build === undefined || (build.key === record.key && build.action !== "run")) return [];
  const [before, now] = [running.get(build.node), tasks.get(build.node)];
  const differing = before && now ? inputReasons(before.inputs, now.inputs) : [];
  if (differing.length > 0) return differing;
  return build.action === "run" ? build.reasons : [{ text: "its artifact is another one" }];
}

function secretDifferences(desired: ServiceDefinition, record: ServiceRecord, { secrets, source }: Worlds): Reason[] {
  return secretNames(desired).flatMap((name): Reason[] => {
    const now = source?.secrets?.[desired.name]?.[name] ?? secrets.get(name);
    const before = record.secrets[name];
    if (now === undefined || before === undefined || now.mac === before.mac) return [];
    return [{ text: `secret ${name} changed (v${before.version} → v${now.version})` }];
  });
}

function findMissingSecrets({ graph, missingSecrets }: Draft, { secrets }: Worlds): void {
  for (const { id, family, desired } of graph.vertices.values()) {
    if (family !== "service" || desired === undefined) continue;
    for (const name of secretNames(desired as unknown as ServiceDefinition)) {
      if (!secrets.has(name)) missingSecrets.push({ name, service: nameOf(id) });
    }
  }
}
