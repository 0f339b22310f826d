import type { Batch } from "../../../engine/ports/store.ts";
import type { Database } from "./database.ts";
import { toColumns } from "./row.ts";

/** A report and its results; the same attempt again (a resumed run) replaces what it wrote before. */
export function keepSuite({ sql }: Pick<Database, "sql">, { report, results }: NonNullable<Batch["suite"]>): void {
  const { run, node, attempt, environment } = report;
  const before = sql("select position from suites where run = ? and node = ? and attempt = ?").get(run, node, attempt)?.["position"];
  if (before !== undefined) {
    sql("delete from results where suite = ?").run(Number(before));
    sql("delete from suites where position = ?").run(Number(before));
  }
  const columns = toColumns(["suite", run, node, attempt], report);
  const { lastInsertRowid } = sql("insert into suites (run, node, attempt, environment, body, sum) values (?, ?, ?, ?, ?, ?)").run(
    run,
    node,
    attempt,
    environment,
    ...columns,
  );
  const suite = Number(lastInsertRowid);
  for (const [place, result] of results.entries()) {
    sql("insert into results values (?, ?, ?, ?, ?)").run(suite, place, result.id, ...toColumns(["result", suite, place], result));
  }
}
