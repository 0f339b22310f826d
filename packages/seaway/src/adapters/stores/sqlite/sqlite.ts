import { join } from "node:path";
import type { Acquired, Store } from "../../../engine/ports/store.ts";
import { directWriter } from "./direct-writer.ts";
import { groupWriter } from "./group-writer.ts";
import { openSound } from "./open-sound.ts";
import type { Operation } from "./operation.ts";
import { reader, type Reader } from "./reader.ts";
import { fromRefusal, fromTrouble, toFailure } from "./trouble.ts";

export interface SqliteStoreOptions {
  /** Milliseconds since the epoch, for leases. Default: the machine's clock. */
  readonly now?: () => number;
  /** Which thread writes, and waits for the disk. Default: one of its own, so that the asking one does not wait. */
  readonly writes?: "in a worker" | "in this thread";
}

/**
 * The store of a project on one machine: `<folder>/store.sqlite`. Several processes read and write it at once. What was acknowledged
 * survives a power cut; a process that ends without `close` loses nothing of it.
 * @param folder `projectState(projectId)`; made with mode 0700 where it is missing.
 * @throws SEA-8001 to SEA-8006 here and from every method.
 * @source docs/decisions/store.md
 */
export async function sqliteStore(folder: string, { now = Date.now, writes = "in a worker" }: SqliteStoreOptions = {}): Promise<Store> {
  const file = join(folder, "store.sqlite");
  const database = orFailure(file, () => openSound(file));
  const writer = writes === "in a worker" ? groupWriter(file) : directWriter(file);
  let closing: Promise<void> | undefined;

  async function submit(operation: Operation): Promise<unknown> {
    if (closing !== undefined) throw new Error("the store is closed");
    const outcome = await writer.submit(operation);
    if (outcome.kind === "refused") throw fromRefusal(outcome.refusal);
    if (outcome.kind === "broken") throw fromTrouble(file, outcome.trouble);
    return outcome.value;
  }

  async function close(): Promise<void> {
    await writer.close();
    database.close();
  }

  return {
    ...translated(file, reader(database, now)),
    allocate: async (counter) => Number(await submit({ do: "allocate", counter })),
    write: async (batch, fence) => void (await submit({ do: "write", batch, ...(fence === undefined ? {} : { fence }) })),
    acquire: async (environment, holder, leaseMs) =>
      (await submit({ do: "acquire", environment, holder, nowMs: now(), leaseMs })) as Acquired,
    renew: async (fence, leaseMs) => (await submit({ do: "renew", fence, nowMs: now(), leaseMs })) === true,
    release: async (fence) => void (await submit({ do: "release", fence })),
    close: () => (closing ??= close()),
  };
}

/** The same reader, with SQLite's errors as ours. */
function translated(file: string, inner: Reader): Reader {
  const entries = Object.entries(inner) as [keyof Reader, (...asked: unknown[]) => Promise<unknown>][];
  const wrapped = entries.map(([name, read]) => [
    name,
    (...asked: unknown[]) =>
      read(...asked).catch((thrown: unknown) => {
        throw toFailure(file, thrown);
      }),
  ]);
  return Object.fromEntries(wrapped) as Reader;
}

function orFailure<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (thrown) {
    throw toFailure(file, thrown);
  }
}
