import type { Batch } from "../../../engine/ports/store.ts";
import { Refused } from "./refused.ts";
import type { Database } from "./database.ts";
import { keepSuite } from "./keep-suite.ts";
import { toColumns } from "./row.ts";

/** Writes the parts of a batch, inside the transaction of whoever calls. @throws Refused when it is sealed with another key. */
export function keepBatch({ sql }: Database, batch: Batch): void {
  const { run, events, plan, nodes, cache, madeRelease, deployment, pin, unpin, suite, removeSecret, secret, keyFingerprint } = batch;
  if (keyFingerprint !== undefined) {
    const current = keyFingerprintOf({ sql });
    if (current !== undefined && current !== keyFingerprint) throw new Refused({ because: "another key" });
    sql("insert or replace into meta values ('key', ?)").run(keyFingerprint);
  }
  if (run) {
    sql("insert or replace into runs values (?, ?, ?, ?)").run(run.number, run.environment, ...toColumns(["run", run.number], run));
  }
  if (events) {
    let seq = Number(sql("select max(seq) as last from events where run = ?").get(events.run)!["last"]);
    for (const event of events.events) {
      seq += 1;
      sql("insert into events values (?, ?, ?, ?)").run(events.run, seq, ...toColumns(["event", events.run, seq], event));
    }
  }
  if (plan) sql("insert or replace into plans values (?, ?, ?)").run(plan.id, ...toColumns(["plan", plan.id], plan));
  if (nodes) {
    const { environment, put = [], remove = [] } = nodes;
    for (const node of remove) sql("delete from nodes where environment = ? and node = ?").run(environment, node);
    for (const node of put) {
      sql("insert or replace into nodes values (?, ?, ?, ?)").run(
        environment,
        node.node,
        ...toColumns(["node", environment, node.node], node),
      );
    }
  }
  if (cache) {
    // Replaced, not updated: a new row has the highest position, by which the newest is found.
    sql("insert or replace into cache (key, project, node, body, sum) values (?, ?, ?, ?, ?)").run(
      cache.key,
      cache.project,
      cache.node,
      ...toColumns(["cache", cache.key], cache),
    );
  }
  if (madeRelease) {
    sql("insert or replace into releases values (?, ?, ?)").run(
      madeRelease.number,
      ...toColumns(["release", madeRelease.number], madeRelease),
    );
  }
  if (deployment) {
    const columns = toColumns(["deployment", deployment.number], deployment);
    sql("insert or replace into deployments values (?, ?, ?, ?)").run(deployment.number, deployment.environment, ...columns);
  }
  if (pin) sql("insert or replace into pins values (?, ?, ?)").run(pin.environment, ...toColumns(["pin", pin.environment], pin));
  if (unpin !== undefined) sql("delete from pins where environment = ?").run(unpin);
  if (suite) keepSuite({ sql }, suite);
  if (removeSecret) sql("delete from secrets where environment = ? and name = ?").run(removeSecret.environment, removeSecret.name);
  if (secret) {
    const { environment, name, version } = secret;
    const columns = toColumns(["secret", environment, name, version], secret);
    sql("insert or replace into secrets values (?, ?, ?, ?, ?)").run(environment, name, version, ...columns);
  }
}

/** A key counts while something is sealed with it: when the last secret was removed, a lost key may be followed by a new one. */
export function keyFingerprintOf({ sql }: Pick<Database, "sql">): string | undefined {
  const value = sql("select value from meta where name = 'key' and exists (select 1 from secrets)").get()?.["value"];
  return typeof value === "string" ? value : undefined;
}
