import { setImmediate } from "node:timers/promises";
import type { CacheEntry, RecordedNode, RunRecord, SealedSecret, Store } from "../../../engine/ports/store.ts";
import type { NumberedEvent, RunEvent } from "../../../model/events/run-event.ts";
import type { Pin } from "../../../model/pin.ts";
import type { Plan } from "../../../model/plan.ts";
import type { Deployment, Release } from "../../../model/release.ts";
import { holderAt } from "../lock.ts";
import { lockOf } from "./carry-out.ts";
import type { Database } from "./database.ts";
import { keyFingerprintOf } from "./keep-batch.ts";
import { suiteReader } from "./read-suites.ts";
import { DamagedRow, parseColumns, type Address } from "./row.ts";

/** Rows in one go: about a millisecond of the main thread; others have their turn before the next page. */
const PAGE = 500;

type Row = Readonly<Record<string, unknown>>;
export type Reader = Omit<Store, "allocate" | "write" | "acquire" | "renew" | "release" | "close">;

const one = (address: Address, row: Row | undefined): unknown => (row === undefined ? undefined : parseColumns(address, row));

/** Everything that only looks, in the thread of whoever asks: a read costs microseconds, the start of a worker 30 ms. */
export function reader(database: Database, now: () => number): Reader {
  const { sql } = database;

  /** Page after page of a table by its number, newest first. */
  async function newest<Value>(
    table: "runs" | "deployments",
    kind: string,
    filter: { environment?: string; limit?: number },
  ): Promise<Value[]> {
    const { environment, limit = Infinity } = filter;
    const where = environment === undefined ? "" : "environment = ? and ";
    const found: Value[] = [];
    for (let below = Number.MAX_SAFE_INTEGER; ; await setImmediate()) {
      const page = Math.min(PAGE, limit - found.length);
      if (page <= 0) return found;
      const query = sql(`select number, body, sum from ${table} where ${where}number < ? order by number desc limit ?`);
      const rows = environment === undefined ? query.all(below, page) : query.all(environment, below, page);
      for (const row of rows) found.push(parseColumns([kind, Number(row["number"])], row) as Value);
      if (rows.length < page) return found;
      below = Number(rows.at(-1)!["number"]);
    }
  }

  return {
    holder: async (environment) => holderAt(lockOf(database, environment), now()),
    async events(run, after = 0) {
      const events: NumberedEvent[] = [];
      for (let seq = after; ; await setImmediate()) {
        const rows = sql("select seq, body, sum from events where run = ? and seq > ? order by seq limit ?").all(run, seq, PAGE);
        for (const row of rows) {
          seq += 1;
          // They rise by one from 1, so a gap is a loss: better no history than one with a hole.
          if (row["seq"] !== seq) throw new DamagedRow(`event ${seq} of run ${run} is missing`);
          events.push({ ...(parseColumns(["event", run, seq], row) as RunEvent), seq });
        }
        if (rows.length < PAGE) return events;
      }
    },
    run: async (number) => one(["run", number], sql("select body, sum from runs where number = ?").get(number)) as RunRecord | undefined,
    runs: (filter = {}) => newest<RunRecord>("runs", "run", filter),
    plan: async (id) => one(["plan", id], sql("select body, sum from plans where id = ?").get(id)) as Plan | undefined,
    nodes: async (environment) =>
      sql("select node, body, sum from nodes where environment = ? order by node")
        .all(environment)
        .map((row) => parseColumns(["node", environment, String(row["node"])], row) as RecordedNode),
    artifact: async (key) => one(["cache", key], sql("select body, sum from cache where key = ?").get(key)) as CacheEntry | undefined,
    async newestOf(project, node) {
      const row = sql("select key, body, sum from cache where project = ? and node = ? order by position desc limit 1").get(project, node);
      return one(["cache", String(row?.["key"])], row) as CacheEntry | undefined;
    },
    getRelease: async (number) =>
      one(["release", number], sql("select body, sum from releases where number = ?").get(number)) as Release | undefined,
    async releases({ limit = 1_000 } = {}) {
      const rows = sql("select number, body, sum from releases order by number desc limit ?").all(limit);
      return rows.map((row) => parseColumns(["release", Number(row["number"])], row) as Release);
    },
    pin: async (environment) =>
      one(["pin", environment], sql("select body, sum from pins where environment = ?").get(environment)) as Pin | undefined,
    ...suiteReader(database),
    async deployedEnvironments() {
      const rows = sql("select distinct environment from deployments order by environment").all();
      return rows.map(({ environment }) => String(environment));
    },
    deployments: (filter = {}) => newest<Deployment>("deployments", "deployment", filter),
    secrets: async (environment) =>
      sql("select name, version, body, sum from secrets where environment = ? order by version desc, name")
        .all(environment)
        .map((row) => parseColumns(["secret", environment, String(row["name"]), Number(row["version"])], row) as SealedSecret),
    keyFingerprint: async () => keyFingerprintOf(database),
  };
}
