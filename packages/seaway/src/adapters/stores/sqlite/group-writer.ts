import { Worker } from "node:worker_threads";
import { deferred, type Deferred } from "../../../std/deferred.ts";
import type { Operation, Outcome } from "./operation.ts";
import type { Request } from "./writer-worker.ts";

export interface GroupWriter {
  /** Resolves when the operation is durable, or was refused; rejects when the worker died, with its error. */
  submit(operation: Operation): Promise<Outcome>;
  /** Carries out what was submitted, then ends the worker. */
  close(): Promise<void>;
}

interface Waiting {
  readonly operation: Operation;
  readonly done: Deferred<Outcome>;
}

/**
 * One round trip to the worker at a time; what arrives meanwhile is the next group. So a busy store commits rarely, many at once, and an
 * idle one at once. The worker starts with the first operation: a command that only reads never pays for it.
 */
export function groupWriter(file: string): GroupWriter {
  let worker: Worker | undefined;
  let arrived: Waiting[] = [];
  let inFlight: readonly Waiting[] = [];
  let scheduled = false;

  function start(): Worker {
    const started = new Worker(new URL("./writer-worker.ts", import.meta.url), { workerData: { file } });
    started.on("message", (outcomes: readonly Outcome[]) => {
      inFlight.forEach(({ done }, at) => done.resolve(outcomes[at]!));
      inFlight = [];
      // An idle worker must not keep a process alive that forgot to close its store.
      started.unref();
      flush();
    });
    started.on("error", (cause) => abandon(started, cause));
    started.on("exit", () => abandon(started, new Error("the thread that writes the store ended")));
    return started;
  }

  /** Nobody knows whether the group was committed; whoever waits hears that it failed, and the next group starts a new worker. */
  function abandon(dead: Worker, cause: unknown): void {
    if (worker !== dead) return;
    worker = undefined;
    for (const { done } of inFlight) done.reject(cause);
    inFlight = [];
    flush();
  }

  function flush(): void {
    scheduled = false;
    if (inFlight.length > 0 || arrived.length === 0) return;
    inFlight = arrived;
    arrived = [];
    worker ??= start();
    worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage({ group: inFlight.map(({ operation }) => operation) } satisfies Request);
  }

  return {
    submit(operation) {
      const done = deferred<Outcome>();
      arrived.push({ operation, done });
      // Everything that is submitted in the same turn goes together.
      if (!scheduled && inFlight.length === 0) queueMicrotask(flush);
      scheduled = true;
      return done.promise;
    },
    async close() {
      await Promise.allSettled([...inFlight, ...arrived].map(({ done }) => done.promise));
      const ending = worker;
      if (ending === undefined) return;
      worker = undefined;
      const ended = deferred();
      ending.once("exit", () => ended.resolve());
      ending.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      ending.postMessage({ close: true } satisfies Request);
      await ended.promise;
    },
  };
}
