import type { Fence } from "../../../engine/ports/store.ts";
import type { Holder } from "../../../model/events/run-event.ts";
import { FREE, givenBack, holds, renewed, take, type Lock } from "../lock.ts";
import { toTrouble, type Database } from "./database.ts";
import { keepBatch } from "./keep-batch.ts";
import type { Operation, Outcome } from "./operation.ts";
import { Refused } from "./refused.ts";

/**
 * Group commit: everything that came in goes into one transaction, so that all of it waits for the disk once. Each operation has a savepoint
 * of its own: one that is refused does not take the others with it. When this returns, what is done is durable.
 */
export function carryOut(database: Database, operations: readonly Operation[]): readonly Outcome[] {
  try {
    database.sql("begin immediate").run();
    const outcomes = operations.map((operation) => inSavepoint(database, operation));
    database.sql("commit").run();
    return outcomes;
  } catch (thrown) {
    const trouble = toTrouble(thrown);
    if (database.raw.isTransaction) database.raw.exec("rollback");
    if (trouble === undefined) throw thrown;
    return operations.map(() => ({ kind: "broken", trouble }));
  }
}

function inSavepoint(database: Database, operation: Operation): Outcome {
  database.sql("savepoint operation").run();
  try {
    const value = perform(database, operation);
    database.sql("release operation").run();
    return { kind: "done", value };
  } catch (thrown) {
    const trouble = toTrouble(thrown);
    // A full disk or an I/O error has ended the transaction by itself, and with it everybody's part.
    if (!database.raw.isTransaction || (trouble === undefined && !(thrown instanceof Refused))) throw thrown;
    database.sql("rollback to operation").run();
    database.sql("release operation").run();
    return thrown instanceof Refused ? { kind: "refused", refusal: thrown.refusal } : { kind: "broken", trouble: trouble! };
  }
}

function perform(database: Database, operation: Operation): unknown {
  switch (operation.do) {
    case "allocate":
      return database
        .sql("insert into counters values (?, 1) on conflict (name) do update set last = last + 1 returning last")
        .get(operation.counter)!["last"];
    case "write": {
      const { batch, fence } = operation;
      if (fence !== undefined) check(lockOf(database, fence.environment), fence);
      keepBatch(database, batch);
      return undefined;
    }
    case "acquire": {
      const { environment, holder, nowMs, leaseMs } = operation;
      const { lock, acquired } = take(lockOf(database, environment), environment, holder, nowMs, leaseMs);
      if (acquired.kind === "acquired") keepLock(database, environment, lock);
      return acquired;
    }
    case "renew": {
      const { fence, nowMs, leaseMs } = operation;
      const lock = lockOf(database, fence.environment);
      if (holds(lock, fence)) keepLock(database, fence.environment, renewed(lock, nowMs, leaseMs));
      return holds(lock, fence);
    }
    case "release": {
      const { fence } = operation;
      const lock = lockOf(database, fence.environment);
      if (holds(lock, fence)) keepLock(database, fence.environment, givenBack(lock));
      return undefined;
    }
  }
}

function check(lock: Lock, fence: Fence): void {
  if (!holds(lock, fence)) throw new Refused({ because: "fence", fence, holder: lock.holder });
}

/** The lock of an environment as this transaction, or this reader, sees it. */
export function lockOf(database: Database, environment: string): Lock {
  const row = database.sql("select fence, holder, expires_at_ms from locks where environment = ?").get(environment);
  if (row === undefined) return FREE;
  const lock = { fence: Number(row["fence"]), expiresAtMs: Number(row["expires_at_ms"]) };
  return typeof row["holder"] === "string" ? { ...lock, holder: JSON.parse(row["holder"]) as Holder } : lock;
}

function keepLock(database: Database, environment: string, { fence, holder, expiresAtMs }: Lock): void {
  database
    .sql("insert or replace into locks values (?, ?, ?, ?)")
    .run(environment, fence, holder === undefined ? null : JSON.stringify(holder), expiresAtMs);
}
