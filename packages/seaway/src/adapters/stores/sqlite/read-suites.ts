import { setImmediate } from "node:timers/promises";
import type { Store } from "../../../engine/ports/store.ts";
import type { PastResult, SuiteReport, TestResult } from "../../../model/suite-report.ts";
import type { Database } from "./database.ts";
import { parseColumns } from "./row.ts";

const PAGE = 500;

/** What the store knows of suites and their tests, for the reader. */
export function suiteReader({ sql }: Pick<Database, "sql">): Pick<Store, "suites" | "results" | "testHistory"> {
  const parse = (row: Readonly<Record<string, unknown>>): SuiteReport =>
    parseColumns(["suite", Number(row["run"]), String(row["node"]), Number(row["attempt"])], row) as SuiteReport;
  return {
    async suites({ environment, node, run, limit = 1_000 } = {}) {
      const rows = sql(
        `select run, node, attempt, body, sum from suites
         where (?1 is null or environment = ?1) and (?2 is null or node = ?2) and (?3 is null or run = ?3) order by position desc limit ?4`,
      ).all(environment ?? null, node ?? null, run ?? null, limit);
      return rows.map(parse);
    },
    async results({ run, node, attempt }) {
      const suite = sql("select position from suites where run = ? and node = ? and attempt = ?").get(run, node, attempt)?.["position"];
      const found: TestResult[] = [];
      if (suite === undefined) return found;
      for (;;) {
        const rows = sql("select place, body, sum from results where suite = ? and place >= ? order by place limit ?").all(
          Number(suite),
          found.length,
          PAGE,
        );
        for (const row of rows) found.push(parseColumns(["result", Number(suite), Number(row["place"])], row) as TestResult);
        if (rows.length < PAGE) return found;
        await setImmediate();
      }
    },
    async testHistory(node, test, limit) {
      const rows = sql(
        `select suite, place, results.body as body, results.sum as sum, suites.body as report, suites.sum as report_sum, run, attempt
         from results join suites on suites.position = results.suite where id = ? and node = ? order by suite desc, place limit ?`,
      ).all(test, node, limit);
      return rows.map((row): PastResult => {
        const { outcome, flaky, durationMs } = parseColumns(["result", Number(row["suite"]), Number(row["place"])], row) as TestResult;
        const report = parse({ ...row, node, body: row["report"], sum: row["report_sum"] });
        const { run, attempt, key, startedAtMs } = report;
        return { run, attempt, key, atMs: startedAtMs, outcome, durationMs, ...(flaky === undefined ? {} : { flaky }) };
      });
    },
  };
}
