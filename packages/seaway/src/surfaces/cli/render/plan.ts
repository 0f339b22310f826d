import { hasWork, type Action, type Change, type Plan, type Reason } from "../../../model/plan.ts";
import { releaseLabel } from "../../../model/numbers.ts";
import { formatDuration } from "../../../std/duration.ts";
import { keptText, NOTHING_CHANGED } from "../../../model/state-line.ts";
import { renderDelivery } from "./plan-delivery.ts";
import { header } from "./header.ts";
import { table } from "./layout.ts";
import { attributeDiff } from "./attribute-diff.ts";
import type { Json } from "../../../std/json.ts";
import type { Style } from "./style.ts";

export interface PlanFacts {
  /** Whether the environment was the config's default and not named. */
  readonly defaulted: boolean;
  /** How long reading the world took. */
  readonly readMs?: number;
  /** What serves now. */
  readonly serving?: number;
  /** How long the last runs took, newest first, in milliseconds. */
  readonly recentMs?: readonly number[];
  readonly show: "changes" | "summary";
  /** Also what stays the same. */
  readonly all: boolean;
  /** What was recorded of each node, for `--diff`; absent: no diff. */
  readonly recorded?: ReadonlyMap<string, Json>;
  /** Only changes of these services, when there are any. */
  readonly services?: readonly string[];
  /** The command goes on from here: how the world stands is said at its end, and not now. */
  readonly goesOn?: boolean;
}

/** A plan as a person approves it: the least dangerous first, the danger last, beside the prompt (a terminal is read bottom-up). */
export function renderPlan(plan: Plan, facts: PlanFacts, style: Style): string {
  if (facts.show === "summary") return summary(plan, facts, style);
  const blocks = [
    heading(plan, facts),
    ...sections(plan, facts, style),
    missingSecrets(plan, style),
    renderDelivery(plan, facts, style),
    summary(plan, facts, style),
  ];
  return style.text(blocks.filter((block) => block !== "").join("\n\n"));
}

function heading(plan: Plan, facts: PlanFacts): string {
  const read = facts.readMs === undefined ? [] : [`${plan.changes.length} nodes read in ${formatDuration(facts.readMs)}`];
  return header({ project: plan.project, environment: plan.environment, defaulted: facts.defaulted, commit: plan.commit }, read);
}

interface Section {
  readonly title: string;
  readonly holds: (change: Change) => boolean;
}

const SECTIONS: readonly Section[] = [
  { title: "! drift", holds: isDrift },
  { title: "+ create", holds: ({ action }) => action === "create" },
  { title: "~ change", holds: ({ action }) => action === "update" },
  { title: "- destroy", holds: ({ action, losesData }) => action === "destroy" && !losesData },
  { title: "-/+ recreate", holds: ({ action, losesData }) => action === "recreate" && !losesData },
  { title: "- destroy", holds: ({ action, losesData }) => action === "destroy" && losesData },
  { title: "-/+ recreate", holds: ({ action, losesData }) => action === "recreate" && losesData },
];

function sections(plan: Plan, facts: PlanFacts, style: Style): readonly string[] {
  const shown = plan.changes.filter((change) => concerns(change, facts.services));
  const same = shown.filter(({ action }) => action === "same");
  const told = new Set<Change>();
  const blocks = SECTIONS.map(({ title, holds }) => {
    const changes = shown.filter((change) => !told.has(change) && holds(change));
    for (const change of changes) told.add(change);
    return changes.length === 0 ? "" : section(title, changes, facts, style);
  });
  return [sameBlock(same, facts, style), ...blocks];
}

const concerns = ({ node }: Change, services: readonly string[] = []): boolean =>
  services.length === 0 || services.some((service) => node.endsWith(`.${service}`));

function sameBlock(same: readonly Change[], { all }: PlanFacts, style: Style): string {
  if (same.length === 0) return "";
  if (all) return ["  same", ...same.map(({ node }) => `    ${node}`)].join("\n");
  return `  same    ${same.length === 1 ? "1 node" : `${same.length} nodes`}    ${style.dim("--all to list")}`;
}

function section(title: string, changes: readonly Change[], facts: PlanFacts, style: Style): string {
  const loses = changes.some(({ losesData }) => losesData);
  const head = loses ? `  ${title.padEnd(52)}  ${style.danger("DATA WOULD BE LOST")}` : `  ${title}`;
  const rows = changes.flatMap((change) => rowsOf(change, title === "! drift"));
  const diffs = facts.recorded ? changes.map((change) => attributeDiff(change, facts.recorded?.get(change.node), style)) : [];
  return [head, table(rows, style, { indent: 4 }), ...diffs.filter((diff) => diff !== "")].join("\n");
}

function rowsOf(change: Change, drifted: boolean): readonly (readonly string[])[] {
  const reasons = change.reasons.map(reasonText).join(" · ");
  const rows = [[change.node, drifted ? `${DRIFT_WORDS[change.action] ?? change.action} · ${reasons}` : reasons]];
  if (change.losesData) {
    if (change.holds !== undefined) rows.push(["", `holds ${change.holds}`]);
    if (change.instead !== undefined) rows.push(["", `instead: ${change.instead}`]);
  }
  return rows;
}

const DRIFT_WORDS: Readonly<Partial<Record<Action, string>>> = {
  create: "create again",
  update: "repair",
  recreate: "recreate",
  destroy: "destroy",
};

export function reasonText({ text, position }: Reason): string {
  return position ? `${text} (${position.file}:${position.line})` : text;
}

/** What a person will be asked for, or has to set before a run without one. */
function missingSecrets({ missingSecrets: missing, environment }: Plan, style: Style): string {
  if (missing.length === 0) return "";
  const rows = missing.map(({ name, service }) => [
    `secret.${name}`,
    `not set in ${environment}, read by ${service}: you will be asked for it`,
  ]);
  return `  ? needed\n${table(rows, style, { indent: 4 })}`;
}

/** Drift alone: nothing that is desired changed, the world did. What loses data is never told as drift only. */
function isDrift({ action, reasons, losesData }: Change): boolean {
  const acts = action === "create" || action === "update" || action === "recreate";
  return acts && !losesData && reasons.length > 0 && reasons.every(({ drift }) => drift === true);
}

function summary(plan: Plan, facts: PlanFacts, style: Style): string {
  const undecided = plan.needsDecision;
  const lines = [hasWork(plan) ? `Plan ${plan.id}: ${counts(plan)}.` : nothingToDo(plan, facts)];
  if (undecided.length > 0) {
    const names = new Intl.ListFormat("en-GB").format(undecided);
    lines.push(`Nothing was changed. This plan can't run yet: ${names} ${undecided.length === 1 ? "needs" : "need"} a decision.`);
  } else if (facts.goesOn !== true) lines.push(NOTHING_CHANGED);
  if (plan.kept.length > 0) lines.push(keptText(plan.kept));
  return [...plan.warnings.map((text) => `${style.caution("warning")}: ${text}`), lines.join("\n")].join("\n");
}

function nothingToDo({ environment, verb, kept, changes }: Plan, { serving }: PlanFacts): string {
  if (verb === "destroy" && kept.length > 0) return `Nothing serves ${environment}.`;
  if (verb === "test") return nothingToTest(changes);
  if (verb === "destroy") return `Nothing to do: ${environment} holds nothing.`;
  return `Nothing to do: ${environment} is as the config says${serving === undefined ? "" : `, and serves ${releaseLabel(serving)}`}.`;
}

function nothingToTest(changes: Plan["changes"]): string {
  const suites = changes.filter(({ node }) => node.startsWith("test.")).map(({ node }) => node.slice("test.".length));
  if (suites.length === 0) return "Nothing to run: no service has tests.";
  const named = suites.length > 4 ? `${suites.length} suites` : new Intl.ListFormat("en-GB").format(suites);
  return `Nothing to run: ${named} passed with the same inputs before.`;
}

/** `2 to create, 3 to change, 1 to recreate, 0 to destroy, 27 same`. A task is no resource: it shows in the delivery. */
function counts({ changes }: Pick<Plan, "changes">): string {
  const count = (action: Action): number => changes.filter((change) => change.action === action).length;
  const runs = count("run");
  return [
    `${count("create")} to create`,
    `${count("update")} to change`,
    `${count("recreate")} to recreate`,
    `${count("destroy")} to destroy`,
    ...(runs === 0 ? [] : [`${runs} to run`]),
    `${count("same")} same`,
  ].join(", ");
}
