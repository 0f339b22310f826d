import type { Seen } from "../../../engine/ports/runtime.ts";
import { deploymentLabel, releaseLabel, runLabel } from "../../../model/numbers.ts";
import type { Problem } from "../../../model/problem.ts";
import type { Deployment } from "../../../model/release.ts";
import { formatDuration } from "../../../std/duration.ts";
import { ago } from "./history.ts";
import { table } from "./layout.ts";
import { renderProblems } from "./problem.ts";
import type { Style } from "./style.ts";

/** What a deployment's record holds beside its verdict; written by `engine/operations/deploy.ts`. */
interface Evidence {
  readonly problem?: Problem;
  readonly seen?: readonly Seen[];
  readonly restored?: readonly Seen[];
  /** By database: the file of the backup that was made before its migrations. */
  readonly backups?: Readonly<Record<string, string>>;
}

/** One deployment with its evidence: what was asked at its entry points, what went wrong, what was seen serving afterwards. */
export function renderDeployment(deployment: Deployment, now: number, style: Style): string {
  const { number, release, environment, verb, user, reason, run, openedAtMs, verdict, before, from } = deployment;
  const evidence = (deployment.evidence ?? {}) as Evidence;
  const rows = [
    [
      "release",
      `${releaseLabel(release)}${before === undefined || before === release ? "" : ` (was ${releaseLabel(before)})`}${from === undefined ? "" : `, from ${from}`}`,
    ],
    ["verdict", verdict === undefined ? "not closed" : `${verdict}${settled(deployment)}`],
    ["by", `${user}, ${verb} in run ${runLabel(run)}, ${ago(now - openedAtMs)}${reason === undefined ? "" : `: ${reason}`}`],
    ...Object.entries(deployment.migrated ?? {}).flatMap(([database, names]) => names.map((name) => ["migrated", `${database}: ${name}`])),
    ...Object.entries(evidence.backups ?? {}).map(([database, file]) => ["backup", `${database}: ${file}`]),
    ...seenRows("seen", evidence.seen),
    ...seenRows("restored", evidence.restored),
  ];
  const problem = evidence.problem === undefined ? [] : ["", renderProblems([evidence.problem], style, { verbose: 0 })];
  return style.text([`${deploymentLabel(number)} in ${environment}`, table(rows, style, { indent: 2 }), ...problem].join("\n"));
}

function settled({ closedAtMs, settledAtMs }: Deployment): string {
  return closedAtMs === undefined || settledAtMs === undefined ? "" : `, settled ${formatDuration(settledAtMs - closedAtMs)} later`;
}

const seenRows = (title: string, seen: readonly Seen[] = []): readonly (readonly string[])[] =>
  seen.map(({ service, request, status, instance, as }, index) => [
    index === 0 ? title : "",
    `${service} ${as}: ${request} answered ${status}, by ${instance}`,
  ]);
