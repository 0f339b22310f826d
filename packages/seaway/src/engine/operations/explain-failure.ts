import { releaseLabel } from "../../model/numbers.ts";
import type { Problem } from "../../model/problem.ts";
import { explain } from "../diagnosis/explain.ts";
import type { Ports } from "../ports/ports.ts";
import type { OpenDeployment } from "./open-deployment.ts";

/**
 * A diagnosis of the runtime with the *why* that a rule computes, by comparison with the last good deployment. What the runtime itself
 * took for the reason (an exception and its line) becomes the cause. Without a rule that matches it comes back untouched.
 */
export async function explainFailure(problem: Problem, { rollout, deployment }: OpenDeployment, ports: Ports): Promise<Problem> {
  const { store, sources: reader } = ports;
  const service = problem.where?.split(" › ")[0] ?? "";
  const next = deployment.services[service];
  const version = rollout.services.find((candidate) => candidate.service === service);
  if (reader === undefined || next === undefined || version === undefined) return problem;
  const sources = await reader.read(version.artifact.folder);
  if (sources === undefined) return problem;
  const live = (await store.deployments({ environment: rollout.environment })).find(({ verdict }) => verdict === "live");
  const goodArtifact = live && (await store.getRelease(live.release))?.artifacts[service];
  const goodSources = goodArtifact && (await reader.read(goodArtifact.folder));
  const release = releaseLabel(rollout.release);
  const found = explain({ problem, release, next, good: live?.services[service], sources, goodSources });
  if (found === undefined) return problem;
  return { ...problem, ...found, ...(problem.why === undefined ? {} : { cause: { message: problem.why } }) };
}
