import { expect, test } from "vitest";
import { memoryStore } from "../../../src/adapters/stores/memory.ts";
import { failure } from "../../../src/model/errors/failure.ts";
import type { Holder } from "../../../src/model/events/run-event.ts";
import type { Ports } from "../../../src/engine/ports/ports.ts";
import type { Store } from "../../../src/engine/ports/store.ts";
import { holdLock } from "../../../src/engine/run/lock.ts";
import { FakeClock } from "../../../src/testing/fake-clock.ts";
import { ToyWorld } from "../toy-world.ts";

const holder = (run: number): Holder => ({ run, user: "ava", machine: "toy", sinceMs: 0, because: "seaway up" });

function portsWith(store: Partial<Store>): Ports & { readonly clock: FakeClock } {
  return { ...new ToyWorld().ports(), store: { ...memoryStore(), ...store }, clock: new FakeClock(), isGone: () => false };
}

const waiting = (timeoutMs: number, signal = new AbortController().signal) => ({ timeoutMs, signal, onHolder: async () => undefined });

/** A store whose writers are kept away for a while, as by a process that was stopped inside a write. */
function storeThatIsStuck(times: number, ports: () => { readonly clock: FakeClock }): Partial<Store> {
  const inner = memoryStore();
  let left = times;
  return {
    ...inner,
    acquire: async (...asked) => {
      if (left-- <= 0) return inner.acquire(...asked);
      await ports().clock.advance(10_000);
      throw failure("SEA-8005", { file: "store.sqlite", waitedMs: 10_000 });
    },
  };
}

test("a store that nobody can write for a while is waited for like a holder", async () => {
  const ports: ReturnType<typeof portsWith> = portsWith(storeThatIsStuck(2, () => ports));
  const held = await holdLock("local", holder(1), ports, waiting(60_000));
  expect(held.fence.environment).toBe("local");
  await held.release();
});

test("a store that nobody can write until the limit is the answer", async () => {
  const ports: ReturnType<typeof portsWith> = portsWith(storeThatIsStuck(Infinity, () => ports));
  await expect(holdLock("local", holder(1), ports, waiting(25_000))).rejects.toMatchObject({ problem: { code: "SEA-8005" } });
  expect(ports.clock.now()).toBe(30_000);
});

test("whoever waits for a holder can be cancelled", async () => {
  const ports = portsWith({});
  const first = await holdLock("local", holder(1), ports, waiting(0));
  const cancel = new AbortController();
  const second = holdLock("local", holder(2), ports, {
    ...waiting(60_000, cancel.signal),
    onHolder: async () => cancel.abort(new Error("cancelled")),
  });
  await expect(second).rejects.toThrow("cancelled");
  await first.release();
});
