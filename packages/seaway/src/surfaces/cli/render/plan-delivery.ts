import type { Plan, PlannedStep } from "../../../model/plan.ts";
import { releaseLabel } from "../../../model/numbers.ts";
import { formatDuration } from "../../../std/duration.ts";
import { table } from "./layout.ts";
import type { PlanFacts } from "./plan.ts";
import type { Style } from "./style.ts";

const list = (names: readonly string[]): string => new Intl.ListFormat("en-GB").format(names);

/** What happens to the services: built, or from the cache; rolled out together; how long that typically takes. */
export function renderDelivery(plan: Plan, facts: PlanFacts, style: Style): string {
  const rows = [...taskRow("build", plan), ...taskRow("test", plan), ...migrateRow(plan), ...rolloutRow(plan, facts)];
  if (rows.length === 0) return "";
  return `  delivery\n${table([...rows, ...timeRow(facts)], style, { indent: 4, gap: 4 })}`;
}

/** `backend` of `build.backend`. */
const nameOf = ({ id }: PlannedStep): string => id.slice(id.indexOf(".") + 1);

function taskRow(named: "build" | "test", plan: Plan): readonly (readonly string[])[] {
  const builds = plan.steps.filter(({ stage }) => stage === named);
  const runs = builds.filter(({ action }) => action === "run");
  const cached = builds.filter(({ action }) => action === "cached");
  if (runs.length === 0) return [];
  const reasons = runs.map((step) => {
    const reason = plan.changes.find(({ node }) => node === step.id)?.reasons[0];
    return reason ? `${nameOf(step)}: ${reason.text}` : nameOf(step);
  });
  return [[named, reasons.join(" · ") + (cached.length === 0 ? "" : ` · ${list(cached.map(nameOf))} from the cache`)]];
}

/** What is applied to databases before anything starts; it is never taken back. */
function migrateRow({ changes }: Plan): readonly (readonly string[])[] {
  const migrated = changes.filter(({ kind, action }) => kind === "migration" && action !== "same");
  if (migrated.length === 0) return [];
  const texts = migrated.map(({ node, reasons }) => `${node.slice(node.indexOf(".") + 1)}: ${reasons.map(({ text }) => text).join(", ")}`);
  return [["migrate", texts.join(" · ")]];
}

function rolloutRow(plan: Plan, { serving }: PlanFacts): readonly (readonly string[])[] {
  if (!plan.steps.some(({ stage, action }) => stage === "rollout" && action !== "same") || plan.verb === "destroy") return [];
  const services = plan.changes
    .filter(({ kind, action }) => kind === "service" && action !== "same" && action !== "destroy")
    .map(({ node }) => node.slice(node.indexOf(".") + 1));
  const together = services.length > 1 ? `${list(services)} together` : services.join("");
  const back = serving === undefined ? [] : [`back to ${releaseLabel(serving)} if ${services.length > 1 ? "they fail" : "it fails"}`];
  if (together !== "") return [["rollout", [together, ...back].join(" · ")]];
  return plan.changes.some(({ kind, action }) => kind === "migration" && action !== "same")
    ? [["rollout", "every service goes on as it is"]]
    : [];
}

/** From the durations of the last runs; none: no line, for a guess is no figure. */
function timeRow({ recentMs = [] }: PlanFacts): readonly (readonly string[])[] {
  if (recentMs.length < 2) return [];
  const sorted = recentMs.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  const range = `${formatDuration(sorted[0]!)} to ${formatDuration(sorted.at(-1)!)}`;
  return [["time", `~${formatDuration(median)}  (last ${sorted.length} runs ${range})`]];
}
