import type { Batch, Store } from "../ports/store.ts";
import type { TaskResult } from "../ports/provider.ts";
import type { EngineActs } from "../run/acts.ts";
import type { TestResult } from "../../model/suite-report.ts";

/** Enough to see a test that fails once in three. */
const LOOK_BACK = 20;

interface Place {
  readonly run: number;
  readonly node: string;
  readonly environment: string;
  readonly key: string;
}

/**
 * A suite's report as the store keeps it, with what only history can tell: *flaky* means proven, so a test that passed now and failed
 * before with the same inputs (or the other way round) is marked, and never counts as plain green (rules-server 7).
 */
export async function reportOf(
  { report, results }: NonNullable<TaskResult["suite"]>,
  { run, node, environment, key }: Place,
  { attempt }: Pick<EngineActs, "attempt">,
  store: Store,
): Promise<NonNullable<Batch["suite"]>> {
  // A suite may have 200,000 tests, and nearly every report is the first one of its key: then there is nothing to look up.
  const ranBefore = (await store.suites({ node, limit: LOOK_BACK })).some((other) => other.key === key);
  const proven = await Promise.all(
    results.map(async (result) =>
      ranBefore && (await isFlaky(result, { node, key }, store)) ? { ...result, flaky: true as const } : result,
    ),
  );
  const flaky = proven.filter((result) => result.flaky === true && result.outcome === "passed").length;
  return { report: { ...report, run, node, attempt, environment, key, totals: { ...report.totals, flaky } }, results: proven };
}

async function isFlaky(result: TestResult, { node, key }: Pick<Place, "node" | "key">, store: Store): Promise<boolean> {
  if (result.flaky === true) return true;
  if (result.outcome === "skipped") return false;
  const past = await store.testHistory(node, result.id, LOOK_BACK);
  return past.some((other) => other.key === key && other.outcome !== "skipped" && other.outcome !== result.outcome);
}
