import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import type { Fence, Store } from "../engine/ports/store.ts";
import type { Suite } from "./conformance.ts";
import {
  aDeployment,
  aNode,
  ana,
  anEntry,
  aPin,
  aPlan,
  aRelease,
  aReport,
  aResult,
  aRun,
  aSecret,
  ben,
  progress,
} from "./store-samples.ts";

/** A store as a test sees it: opened as often as one likes, on the same data, by this process and by others. */
export interface StoreLab {
  /** A handle; the suite closes what it opens. */
  readonly open: () => Promise<Store>;
  /** Milliseconds since the epoch, as every handle of this process reads them. Moved by the tests. */
  readonly clock: { nowMs: number };
  /**
   * Lets another process open the store, allocate that many run numbers as fast as it can, and close it.
   * Absent for a store that lives in one process: skip the case that needs it.
   */
  readonly allocateElsewhere?: (count: number) => Promise<readonly number[]>;
}

const LEASE_MS = 15_000;

/** What every store promises. `conformance("sqlite store", storeSuite, { test, open, close })` runs it. */
export const storeSuite = {
  "numbers rise from 1, each counter by itself": withStore(async (store) => {
    deepEqual([await store.allocate("run"), await store.allocate("run"), await store.allocate("release")], [1, 2, 1]);
    deepEqual([await store.allocate("secret a"), await store.allocate("secret b"), await store.allocate("deployment")], [1, 1, 1]);
  }),

  "a number is never given twice, also when many ask at once": withStore(async (store) => {
    const numbers = await Promise.all(Array.from({ length: 200 }, () => store.allocate("run")));
    equal(new Set(numbers).size, 200);
    equal(Math.max(...numbers), 200);
  }),

  "a number is never given twice to two processes at once": async ({ open, allocateElsewhere }) => {
    ok(allocateElsewhere, "this lab has no other process");
    const store = await open();
    const here = Promise.all(Array.from({ length: 200 }, () => store.allocate("run")));
    const numbers = (await Promise.all([here, allocateElsewhere(200), allocateElsewhere(200)])).flat();
    equal(new Set(numbers).size, 600);
    await store.close();
  },

  "events come back in their order, numbered by one from 1": withStore(async (store) => {
    await Promise.all([1, 2, 3].map((at) => store.write({ events: { run: 7, events: [progress(`${at}a`), progress(`${at}b`)] } })));
    await store.write({ events: { run: 8, events: [progress("other run")] } });
    const events = await store.events(7);
    deepEqual(
      events.map((event) => (event.type === "step.progressed" ? event.note : event.type)),
      ["1a", "1b", "2a", "2b", "3a", "3b"],
    );
    deepEqual(
      events.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6],
    );
    deepEqual(await store.events(8), [{ ...progress("other run"), seq: 1 }]);
    deepEqual(await store.events(9), []);
  }),

  "events are read from where a reader stopped": withStore(async (store) => {
    const many = Array.from({ length: 1_234 }, (_, at) => progress(`note ${at + 1}`));
    await store.write({ events: { run: 1, events: many } });
    equal((await store.events(1)).length, 1_234);
    deepEqual(await store.events(1, 1_232), [
      { ...progress("note 1233"), seq: 1_233 },
      { ...progress("note 1234"), seq: 1_234 },
    ]);
    deepEqual(await store.events(1, 1_234), []);
  }),

  "everything of a batch is read back as it was written": withStore(async (store) => {
    await store.write({
      run: aRun(1),
      events: { run: 1, events: [progress("héllo ⚓")] },
      plan: aPlan("p-7f3c"),
      nodes: { environment: "local", put: [aNode("database.users")] },
      cache: anEntry("sha256:1"),
      madeRelease: aRelease(1),
      deployment: aDeployment(1),
      secret: aSecret("MAIL_TOKEN", 1),
      keyFingerprint: "f1",
    });
    deepEqual(await store.run(1), aRun(1));
    deepEqual(await store.runs(), [aRun(1)]);
    deepEqual(await store.events(1), [{ ...progress("héllo ⚓"), seq: 1 }]);
    deepEqual(await store.plan("p-7f3c"), aPlan("p-7f3c"));
    deepEqual(await store.nodes("local"), [aNode("database.users")]);
    deepEqual(await store.artifact("sha256:1"), anEntry("sha256:1"));
    deepEqual(await store.getRelease(1), aRelease(1));
    deepEqual(await store.deployments(), [aDeployment(1)]);
    deepEqual(await store.secrets("local"), [aSecret("MAIL_TOKEN", 1)]);
    equal(await store.keyFingerprint(), "f1");
  }),

  "what was never written is undefined or empty": withStore(async (store) => {
    deepEqual([await store.run(1), await store.plan("p-0000"), await store.artifact("sha256:0")], [undefined, undefined, undefined]);
    deepEqual([await store.newestOf("users", "build.backend"), await store.getRelease(1)], [undefined, undefined]);
    deepEqual([await store.runs(), await store.nodes("local"), await store.deployments(), await store.secrets("local")], [[], [], [], []]);
    deepEqual([await store.holder("local"), await store.keyFingerprint()], [undefined, undefined]);
  }),

  "a run that is written again replaces itself": withStore(async (store) => {
    await store.write({ run: aRun(1) });
    await store.write({ run: { ...aRun(1), lockTimeoutMs: 0 } });
    deepEqual(await store.runs(), [{ ...aRun(1), lockTimeoutMs: 0 }]);
  }),

  "runs and deployments come newest first, by environment and up to a limit": withStore(async (store) => {
    for (const number of [1, 2, 3, 4]) {
      const environment = number % 2 === 0 ? "staging" : "local";
      await store.write({ run: aRun(number, environment), deployment: aDeployment(number, environment) });
    }
    const reads: readonly Store["runs" | "deployments"][] = [(filter) => store.runs(filter), (filter) => store.deployments(filter)];
    for (const read of reads) {
      deepEqual(numbersOf(await read()), [4, 3, 2, 1]);
      deepEqual(numbersOf(await read({ limit: 3 })), [4, 3, 2]);
      deepEqual(numbersOf(await read({ environment: "local" })), [3, 1]);
      deepEqual(numbersOf(await read({ environment: "local", limit: 1 })), [3]);
      deepEqual(numbersOf(await read({ environment: "production" })), []);
    }
    deepEqual(await store.deployedEnvironments(), ["local", "staging"]);
  }),

  "releases come newest first, up to a limit": withStore(async (store) => {
    for (const number of [1, 2, 3]) await store.write({ madeRelease: aRelease(number) });
    deepEqual(numbersOf(await store.releases()), [3, 2, 1]);
    deepEqual(numbersOf(await store.releases({ limit: 2 })), [3, 2]);
  }),

  "a pin holds one environment until it is lifted": withStore(async (store) => {
    await store.write({ pin: aPin("local") });
    await store.write({ pin: { ...aPin("local"), release: 2 } });
    deepEqual(await store.pin("local"), { ...aPin("local"), release: 2 });
    equal(await store.pin("staging"), undefined);
    await store.write({ unpin: "local" });
    equal(await store.pin("local"), undefined);
  }),

  "reports of suites come newest first, each with its results in their order": withStore(async (store) => {
    const many = Array.from({ length: 1_203 }, (_, at) => aResult(`t${at}`));
    await store.write({ suite: { report: aReport(1), results: many } });
    await store.write({ suite: { report: aReport(2, "test.frontend", "staging"), results: [] } });
    await store.write({ suite: { report: aReport(3), results: [aResult("t0", "failed"), aResult("t1")] } });
    deepEqual(await store.suites(), [aReport(3), aReport(2, "test.frontend", "staging"), aReport(1)]);
    deepEqual(await store.suites({ node: "test.backend", limit: 1 }), [aReport(3)]);
    deepEqual(await store.suites({ environment: "staging" }), [aReport(2, "test.frontend", "staging")]);
    deepEqual(await store.suites({ run: 9 }), []);
    deepEqual(await store.results(aReport(1)), many);
    deepEqual(await store.results(aReport(9)), []);
  }),

  "a report that is written again replaces itself": withStore(async (store) => {
    await store.write({ suite: { report: aReport(1), results: [aResult("a"), aResult("b")] } });
    await store.write({ suite: { report: { ...aReport(1), durationMs: 5 }, results: [aResult("c")] } });
    deepEqual(await store.suites(), [{ ...aReport(1), durationMs: 5 }]);
    deepEqual(await store.results(aReport(1)), [aResult("c")]);
  }),

  "a test's history is that of its own suite, newest first": withStore(async (store) => {
    await store.write({ suite: { report: aReport(1), results: [aResult("a", "failed")] } });
    await store.write({ suite: { report: aReport(2), results: [{ ...aResult("a"), flaky: true }] } });
    await store.write({ suite: { report: aReport(2, "test.frontend"), results: [aResult("a")] } });
    const past = { attempt: 1, key: "sha256:k", durationMs: 12 };
    deepEqual(await store.testHistory("test.backend", "a", 5), [
      { ...past, run: 2, atMs: 2_062, outcome: "passed", flaky: true },
      { ...past, run: 1, atMs: 2_061, outcome: "failed" },
    ]);
    equal((await store.testHistory("test.backend", "a", 1)).length, 1);
  }),

  "a deployment that is closed replaces the opened one": withStore(async (store) => {
    await store.write({ deployment: aDeployment(1) });
    const closed = { ...aDeployment(1), closedAtMs: 3_000, verdict: "live", evidence: { seen: [{ service: "backend" }] } } as const;
    await store.write({ deployment: closed });
    deepEqual(await store.deployments(), [closed]);
  }),

  "nodes are put and removed, each environment by itself": withStore(async (store) => {
    await store.write({ nodes: { environment: "local", put: [aNode("database.users"), aNode("build.backend")] } });
    await store.write({ nodes: { environment: "staging", put: [aNode("database.users")] } });
    await store.write({ nodes: { environment: "local", put: [aNode("database.users", "19")], remove: ["build.backend", "not.there"] } });
    deepEqual(await store.nodes("local"), [aNode("database.users", "19")]);
    deepEqual(await store.nodes("staging"), [aNode("database.users")]);
  }),

  "the newest cache entry of a node is the one written last, whatever its key": withStore(async (store) => {
    for (const key of ["sha256:1", "sha256:2"]) await store.write({ cache: anEntry(key) });
    await store.write({ cache: anEntry("sha256:3", "build.frontend") });
    await store.write({ cache: anEntry("sha256:4", "build.backend", "shop") });
    equal((await store.newestOf("users", "build.backend"))?.key, "sha256:2");
    await store.write({ cache: { ...anEntry("sha256:1"), run: 9 } });
    deepEqual(await store.newestOf("users", "build.backend"), { ...anEntry("sha256:1"), run: 9 });
    deepEqual(await store.artifact("sha256:2"), anEntry("sha256:2"));
  }),

  "every version of a secret is kept, newest first, until the secret is removed": withStore(async (store) => {
    for (const secret of [aSecret("A", 1), aSecret("B", 1), aSecret("A", 2), aSecret("A", 1, "staging")]) await store.write({ secret });
    deepEqual(await store.secrets("local"), [aSecret("A", 2), aSecret("A", 1), aSecret("B", 1)]);
    await store.write({ removeSecret: { environment: "local", name: "A" } });
    deepEqual(await store.secrets("local"), [aSecret("B", 1)]);
    deepEqual(await store.secrets("staging"), [aSecret("A", 1, "staging")]);
  }),

  "a secret sealed with another key is refused, and nothing of its batch is kept": withStore(async (store) => {
    await store.write({ secret: aSecret("A", 1), keyFingerprint: "f1" });
    await refused(store.write({ run: aRun(1), secret: aSecret("B", 1), keyFingerprint: "f2" }), "SEA-7106");
    deepEqual(await store.secrets("local"), [aSecret("A", 1)]);
    deepEqual([await store.run(1), await store.keyFingerprint()], [undefined, "f1"]);
  }),

  "a key counts while something is sealed with it, and may change when the last secret was removed": withStore(async (store) => {
    await store.write({ secret: aSecret("A", 1), keyFingerprint: "f1" });
    await store.write({ removeSecret: { environment: "local", name: "A" } });
    equal(await store.keyFingerprint(), undefined);
    await store.write({ secret: aSecret("A", 2), keyFingerprint: "f2" });
    equal(await store.keyFingerprint(), "f2");
  }),

  "one holder at a time has an environment, and another environment is free": withStore(async (store, clock) => {
    const fence = await taken(store, "local");
    deepEqual(await store.acquire("local", ben, LEASE_MS), { kind: "busy", holder: ana, fence: fence.fence });
    deepEqual(await store.holder("local"), ana);
    equal((await store.acquire("staging", ben, LEASE_MS)).kind, "acquired");
    clock.nowMs += LEASE_MS - 1;
    equal((await store.acquire("local", ben, LEASE_MS)).kind, "busy");
  }),

  "of many that ask at once exactly one gets the lock": withStore(async (store) => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, run) => store.acquire("local", { ...ana, run }, LEASE_MS)));
    equal(answers.filter(({ kind }) => kind === "acquired").length, 1);
  }),

  "a lock that was given back is free, its fence is over, and the next one is higher": withStore(async (store) => {
    const first = await taken(store, "local");
    await store.release(first);
    equal(await store.holder("local"), undefined);
    await refused(store.write({ run: aRun(1) }, first), "SEA-8101");
    const second = await store.acquire("local", ben, LEASE_MS);
    ok(second.kind === "acquired" && second.fence.fence > first.fence && second.takenOverFrom === undefined);
    await store.release(first);
    deepEqual(await store.holder("local"), ben);
  }),

  "a holder whose lease ran out is taken over, and its writes are refused whole": withStore(async (store, clock) => {
    const first = await taken(store, "local");
    await store.write({ events: { run: 1, events: [progress("before")] } }, first);
    clock.nowMs += LEASE_MS;
    equal(await store.holder("local"), undefined);
    const second = await store.acquire("local", ben, LEASE_MS);
    ok(second.kind === "acquired");
    deepEqual(second.takenOverFrom, ana);
    const late = store.write(
      { run: aRun(1), events: { run: 1, events: [progress("after")] }, nodes: { environment: "local", put: [aNode("x.y")] } },
      first,
    );
    await refused(late, "SEA-8101", /taken over by #2 of ben on quay/);
    deepEqual(await store.events(1), [{ ...progress("before"), seq: 1 }]);
    deepEqual([await store.run(1), await store.nodes("local")], [undefined, []]);
    await store.write({ events: { run: 2, events: [progress("mine")] } }, second.fence);
    equal((await store.events(2)).length, 1);
  }),

  "a lease that is renewed lasts, and a fence that was overtaken cannot be renewed": withStore(async (store, clock) => {
    const first = await taken(store, "local");
    clock.nowMs += LEASE_MS - 1;
    equal(await store.renew(first, LEASE_MS), true);
    clock.nowMs += LEASE_MS - 1;
    equal((await store.acquire("local", ben, LEASE_MS)).kind, "busy");
    clock.nowMs += 1;
    equal((await store.acquire("local", ben, LEASE_MS)).kind, "acquired");
    equal(await store.renew(first, LEASE_MS), false);
    deepEqual(await store.holder("local"), ben);
  }),

  "an overtaken writer among others that write at the same moment fails alone": withStore(async (store, clock) => {
    const first = await taken(store, "local");
    clock.nowMs += LEASE_MS;
    await store.acquire("local", ben, LEASE_MS);
    const results = await Promise.allSettled([
      store.write({ run: aRun(1) }),
      store.write({ run: aRun(2) }, first),
      store.write({ run: aRun(3) }),
    ]);
    deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    deepEqual(numbersOf(await store.runs()), [3, 1]);
  }),

  "what one handle wrote is there for every other one, also after all were closed": async ({ open }) => {
    const [writer, other] = [await open(), await open()];
    const fence = await taken(writer, "local");
    await writer.write({ run: aRun(1), events: { run: 1, events: [progress("one")] } }, fence);
    deepEqual([await other.run(1), (await other.events(1)).length, await other.holder("local")], [aRun(1), 1, ana]);
    equal(await other.allocate("run"), 1);
    await Promise.all([writer.close(), other.close()]);
    const again = await open();
    deepEqual([await again.run(1), (await again.events(1)).length, await again.holder("local")], [aRun(1), 1, ana]);
    equal(await again.allocate("run"), 2);
    await again.close();
  },

  "closing waits for what was asked before": async ({ open }) => {
    const store = await open();
    const writes = Array.from({ length: 50 }, (_, at) => store.write({ events: { run: 1, events: [progress(`${at}`)] } }));
    await store.close();
    await Promise.all(writes);
  },
} satisfies Suite<StoreLab>;

function withStore(run: (store: Store, clock: { nowMs: number }) => Promise<void>): (lab: StoreLab) => Promise<void> {
  return async ({ open, clock }) => {
    const store = await open();
    try {
      await run(store, clock);
    } finally {
      await store.close();
    }
  };
}

async function taken(store: Store, environment: string): Promise<Fence> {
  const answer = await store.acquire(environment, ana, LEASE_MS);
  ok(answer.kind === "acquired", `${environment} is busy`);
  return answer.fence;
}

async function refused(write: Promise<unknown>, code: string, message = new RegExp(code)): Promise<void> {
  await rejects(write, (error: Error) => error.message.startsWith(code) && message.test(error.message));
}

const numbersOf = (items: readonly { readonly number: number }[]): number[] => items.map(({ number }) => number);
