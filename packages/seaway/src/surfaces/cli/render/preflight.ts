import { deploymentLabel, releaseLabel } from "../../../model/numbers.ts";
import type { Deployment } from "../../../model/release.ts";
import { mustHave } from "../../../std/must-have.ts";
import type { MadePlan } from "../make-plan.ts";
import { ago } from "./history.ts";
import { table } from "./layout.ts";
import type { Style } from "./style.ts";

/** What a rollback brings back, what stays as it is, and what it leads to; printed before it begins. */
export function renderPreflight(
  { plan, facts }: MadePlan,
  { deployments, now }: { readonly deployments: readonly Deployment[]; readonly now: number },
  style: Style,
): string {
  const source = mustHave(plan.source, "release of a rollback");
  const back = mustHave(
    deployments.find(({ number }) => number === source.deployment),
    "deployment of a rollback",
  );
  const serving = deployments.find(({ verdict }) => verdict === "live");
  const from = facts.serving === undefined ? "" : `${releaseLabel(facts.serving)} → `;
  const artifacts = Object.keys(source.keys).length;
  const secrets = changedSecrets(serving, back);
  const rows = [
    ["artifacts", `${artifacts} of ${artifacts} of ${releaseLabel(back.release)} are there`],
    ["database", migratedSince(deployments, back)],
    ["settings", changedSettings(serving, back) || "as they are now"],
    ["secrets", secrets || "as they are now; generated ones stay"],
    ["afterwards", `pinned to ${releaseLabel(back.release)} until  seaway unpin -e ${plan.environment}`],
  ];
  const when = ago(now - (back.closedAtMs ?? back.openedAtMs));
  return `${plan.environment} ${from}${releaseLabel(back.release)}   ${deploymentLabel(back.number)}, deployed ${when}\n${table(rows, style, { indent: 2 })}`;
}

/** Data never goes back, nor do tables: what was applied since stays, whether the earlier release can read it or not. */
function migratedSince(deployments: readonly Deployment[], back: Deployment): string {
  const since = deployments.filter(({ number, environment }) => number > back.number && environment === back.environment);
  const names = since.toReversed().flatMap(({ migrated = {} }) => Object.values(migrated).flat());
  if (names.length === 0) return "no migration since; its data stays as it is";
  const stays = `${new Intl.ListFormat("en-GB").format(names)} stays applied`;
  return since.some(({ breaking = [] }) => breaking.length > 0)
    ? `${stays}, and ${releaseLabel(back.release)} can't read what it made (compatible: false)`
    : `${stays}; its data stays as it is`;
}

function changedSecrets(serving: Deployment | undefined, back: Deployment): string {
  return Object.entries(back.services)
    .flatMap(([service, { secrets }]) =>
      Object.entries(secrets).flatMap(([name, { version }]) => {
        const now = serving?.services[service]?.secrets[name]?.version;
        return now === undefined || now === version ? [] : [`${name} goes from v${now} to v${version}`];
      }),
    )
    .join(" · ");
}

function changedSettings(serving: Deployment | undefined, back: Deployment): string {
  return Object.entries(back.services)
    .flatMap(([service, { definition }]) => {
      const now = serving?.services[service]?.definition.env ?? {};
      const names = [...new Set([...Object.keys(now), ...Object.keys(definition.env)])].toSorted();
      const differing = names.filter((name) => JSON.stringify(now[name]) !== JSON.stringify(definition.env[name]));
      return differing.length === 0 ? [] : [`${service}: ${differing.join(", ")}`];
    })
    .join(" · ");
}
