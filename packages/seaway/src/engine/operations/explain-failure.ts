import { releaseLabel } from "../../model/numbers.ts";
import type { Migration } from "../../model/migration.ts";
import type { Problem } from "../../model/problem.ts";
import type { Deployment } from "../../model/release.ts";
import { explain } from "../diagnosis/explain.ts";
import type { Ports } from "../ports/ports.ts";
import type { OpenDeployment } from "./open-deployment.ts";

/**
 * A diagnosis of the runtime with the *why* that a rule computes, by comparison with the last good deployment. What the runtime itself
 * took for the reason (an exception and its line) becomes the cause. Without a rule that matches it comes back untouched.
 */
export async function explainFailure(problem: Problem, { opened, applied }: Failed, ports: Ports): Promise<Problem> {
  const { rollout, deployment } = opened;
  const { store, sources: reader } = ports;
  const service = problem.where?.split(" › ")[0] ?? "";
  const next = deployment.services[service];
  const version = rollout.services.find((candidate) => candidate.service === service);
  if (reader === undefined || next === undefined || version === undefined) return problem;
  const sources = await reader.read(version.artifact.folder);
  if (sources === undefined) return problem;
  const deployments = await store.deployments({ environment: rollout.environment });
  const live = deployments.find(({ verdict }) => verdict === "live");
  const migrations = migratedSince(live, deployments, applied);
  const sql = (await store.getRelease(rollout.release))?.migrations ?? {};
  const goodArtifact = live && (await store.getRelease(live.release))?.artifacts[service];
  const goodSources = goodArtifact && (await reader.read(goodArtifact.folder));
  const release = releaseLabel(rollout.release);
  const found = explain({
    problem,
    release,
    next,
    good: live?.services[service],
    sources,
    goodSources,
    migrations: migrations.map((one) => ({ ...one, sql: textOf(one, sql) })),
  });
  if (found === undefined) return problem;
  return { ...problem, ...found, ...(problem.why === undefined ? {} : { cause: { message: problem.why } }) };
}

interface Failed {
  readonly opened: OpenDeployment;
  /** By database: names of what this deployment applied to it. */
  readonly applied: Readonly<Record<string, readonly string[]>>;
}

type Since = { readonly database: string; readonly name: string };

/** What was applied after the last good deployment was closed: by those that failed since, and by this one. Newest first. */
function migratedSince(live: Deployment | undefined, deployments: readonly Deployment[], applied: Failed["applied"]): readonly Since[] {
  const since = deployments.filter(({ number, verdict }) => verdict !== "live" && number > (live?.number ?? 0));
  return [applied, ...since.map(({ migrated }) => migrated ?? {})].flatMap((by) =>
    Object.entries(by).flatMap(([database, names]) => names.toReversed().map((name) => ({ database, name }))),
  );
}

function textOf({ database, name }: Since, migrations: Readonly<Record<string, Migration>>): string {
  const { parts = [], sql = {} } = migrations[database] ?? {};
  return sql[parts.find((part) => part.name === name)?.digest ?? ""] ?? "";
}
