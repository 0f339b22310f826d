import type { Action, Plan } from "../../../model/plan.ts";
import { runLabel } from "../../../model/numbers.ts";
import { header } from "./header.ts";
import { clip, widthOf } from "./layout.ts";
import type { PlanFacts } from "./plan.ts";

/** `users → local   main 9f2c1ab "Show e-mails"   plan p-81d0: 2 create, 3 change, 0 destroy`: what is asked about. */
export function announcePlan(plan: Plan, { defaulted }: PlanFacts, columns: number): string {
  const count = (action: Action): number => plan.changes.filter((change) => change.action === action).length;
  const runs = count("run");
  const counts = [
    `${count("create")} create`,
    `${count("update")} change`,
    `${count("destroy")} destroy`,
    ...(runs === 0 ? [] : [`${runs} to run`]),
  ];
  const { project, environment, commit, id } = plan;
  const facts = { project, environment, defaulted, commit };
  const told = `plan ${id}: ${counts.join(", ")}`;
  const line = header(facts, [told]);
  return widthOf(line) < columns ? line : `${clip(header(facts), columns - 1)}\n${told}`;
}

/** The first line of a log: `seaway 0.1.0  run #126  users → local  main 9f2c1ab  plan p-81d0`. */
export async function announceRun(run: number, { project, environment, commit, id }: Plan): Promise<string> {
  const { version } = await import("../version.ts");
  const from = commit
    ? [`${commit.branch === undefined ? "" : `${commit.branch} `}${commit.id.slice(0, 7)}${commit.dirty ? " + edits" : ""}`]
    : [];
  return [`seaway ${version()}`, `run ${runLabel(run)}`, `${project} → ${environment}`, ...from, `plan ${id}`].join("  ");
}
