import type { Batch, CacheEntry, Fence, RecordedNode, RunRecord, SealedSecret, Store } from "../../engine/ports/store.ts";
import { failure } from "../../model/errors/failure.ts";
import type { RunEvent } from "../../model/events/run-event.ts";
import type { Pin } from "../../model/pin.ts";
import type { Plan } from "../../model/plan.ts";
import type { Deployment, Release } from "../../model/release.ts";
import type { SuiteReport } from "../../model/suite-report.ts";
import { FREE, givenBack, holderAt, holds, renewed, take, type Lock } from "./lock.ts";

export interface MemoryStoreOptions {
  readonly now?: () => number;
}

/** A store that lives as long as the process: for tests of everything above it. What goes in is copied, as a disk would. */
export function memoryStore({ now = Date.now }: MemoryStoreOptions = {}): Store {
  const counters = new Map<string, number>();
  const locks = new Map<string, Lock>();
  const runs = new Map<number, RunRecord>();
  const events = new Map<number, RunEvent[]>();
  const plans = new Map<string, Plan>();
  const nodes = new Map<string, Map<string, RecordedNode>>();
  const cache = new Map<string, CacheEntry>();
  const releases = new Map<number, Release>();
  const deployments = new Map<number, Deployment>();
  const pins = new Map<string, Pin>();
  let suites: NonNullable<Batch["suite"]>[] = [];
  let secrets: SealedSecret[] = [];
  let fingerprint: string | undefined;

  const lockOf = (environment: string): Lock => locks.get(environment) ?? FREE;

  /** Everything that can be refused is refused here, before anything is kept. */
  function check(batch: Batch, fence: Fence | undefined): void {
    if (fence !== undefined && !holds(lockOf(fence.environment), fence)) {
      throw failure("SEA-8101", { ...fence, holder: lockOf(fence.environment).holder });
    }
    if (batch.keyFingerprint !== undefined && secrets.length > 0 && batch.keyFingerprint !== fingerprint) throw failure("SEA-7106", {});
  }

  function keep(batch: Batch): void {
    fingerprint = batch.keyFingerprint ?? fingerprint;
    if (batch.run) runs.set(batch.run.number, batch.run);
    if (batch.events) events.set(batch.events.run, [...(events.get(batch.events.run) ?? []), ...batch.events.events]);
    if (batch.plan) plans.set(batch.plan.id, batch.plan);
    if (batch.nodes) {
      const { environment, put = [], remove = [] } = batch.nodes;
      const recorded = new Map(nodes.get(environment));
      for (const node of remove) recorded.delete(node);
      for (const node of put) recorded.set(node.node, node);
      nodes.set(environment, recorded);
    }
    if (batch.cache) {
      cache.delete(batch.cache.key); // so that the newest is always the last
      cache.set(batch.cache.key, batch.cache);
    }
    if (batch.madeRelease) releases.set(batch.madeRelease.number, batch.madeRelease);
    if (batch.deployment) deployments.set(batch.deployment.number, batch.deployment);
    if (batch.pin) pins.set(batch.pin.environment, batch.pin);
    if (batch.unpin !== undefined) pins.delete(batch.unpin);
    const { removeSecret, secret, suite } = batch;
    if (suite) suites = [...suites.filter(({ report }) => !isSameSuite(report, suite.report)), suite];
    if (removeSecret)
      secrets = secrets.filter((other) => other.environment !== removeSecret.environment || other.name !== removeSecret.name);
    if (secret) secrets = [...secrets.filter((other) => !isSameVersion(other, secret)), secret];
  }

  return {
    async allocate(counter) {
      const next = (counters.get(counter) ?? 0) + 1;
      counters.set(counter, next);
      return next;
    },
    async write(batch, fence) {
      check(batch, fence);
      keep(copy(batch));
    },
    async acquire(environment, holder, leaseMs) {
      const { lock, acquired } = take(lockOf(environment), environment, copy(holder), now(), leaseMs);
      locks.set(environment, lock);
      return acquired;
    },
    async renew(fence, leaseMs) {
      const lock = lockOf(fence.environment);
      if (holds(lock, fence)) locks.set(fence.environment, renewed(lock, now(), leaseMs));
      return holds(lock, fence);
    },
    async release(fence) {
      const lock = lockOf(fence.environment);
      if (holds(lock, fence)) locks.set(fence.environment, givenBack(lock));
    },
    holder: async (environment) => holderAt(lockOf(environment), now()),
    events: async (run, after = 0) => copy((events.get(run) ?? []).map((event, at) => ({ ...event, seq: at + 1 })).slice(after)),
    run: async (run) => copy(runs.get(run)),
    runs: async (filter = {}) => newest([...runs.values()], filter),
    plan: async (id) => copy(plans.get(id)),
    nodes: async (environment) => copy([...(nodes.get(environment)?.values() ?? [])].toSorted((a, b) => (a.node < b.node ? -1 : 1))),
    artifact: async (key) => copy(cache.get(key)),
    newestOf: async (project, node) => copy([...cache.values()].findLast((entry) => entry.project === project && entry.node === node)),
    getRelease: async (release) => copy(releases.get(release)),
    releases: async ({ limit = Infinity } = {}) => copy([...releases.values()].toSorted((a, b) => b.number - a.number).slice(0, limit)),
    pin: async (environment) => copy(pins.get(environment)),
    suites: async ({ environment, node, run, limit = Infinity } = {}) =>
      copy(
        suites
          .map(({ report }) => report)
          .filter(
            (report) =>
              (environment === undefined || report.environment === environment) &&
              (node === undefined || report.node === node) &&
              (run === undefined || report.run === run),
          )
          .toReversed()
          .slice(0, limit),
      ),
    results: async (suite) => copy(suites.find(({ report }) => isSameSuite(report, suite))?.results ?? []),
    testHistory: async (node, test, limit) =>
      copy(
        suites
          .filter(({ report }) => report.node === node)
          .toReversed()
          .flatMap(({ report: { run, attempt, key, startedAtMs: atMs }, results }) =>
            results.flatMap(({ id, outcome, flaky, durationMs }) =>
              id === test ? [{ run, attempt, key, atMs, outcome, durationMs, ...(flaky === undefined ? {} : { flaky }) }] : [],
            ),
          )
          .slice(0, limit),
      ),
    deployedEnvironments: async () => [...new Set([...deployments.values()].map(({ environment }) => environment))].toSorted(),
    deployments: async (filter = {}) => newest([...deployments.values()], filter),
    secrets: async (environment) =>
      copy(
        secrets
          .filter((secret) => secret.environment === environment)
          .toSorted((a, b) => b.version - a.version || (a.name < b.name ? -1 : 1)),
      ),
    keyFingerprint: async () => (secrets.length > 0 ? fingerprint : undefined),
    close: async () => undefined,
  };
}

const isSameSuite = (a: Pick<SuiteReport, "run" | "node" | "attempt">, b: Pick<SuiteReport, "run" | "node" | "attempt">): boolean =>
  a.run === b.run && a.node === b.node && a.attempt === b.attempt;

const isSameVersion = (a: SealedSecret, b: SealedSecret): boolean =>
  a.environment === b.environment && a.name === b.name && a.version === b.version;

function newest<Item extends { readonly number: number; readonly environment: string }>(
  items: readonly Item[],
  { environment, limit = Infinity }: { readonly environment?: string; readonly limit?: number },
): readonly Item[] {
  const matching = items.filter((item) => environment === undefined || item.environment === environment);
  return copy(matching.toSorted((a, b) => b.number - a.number).slice(0, limit));
}

/** What JSON keeps of it, so that a test with this store sees what a real one gives back. */
const copy = <Value>(value: Value): Value => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value));
