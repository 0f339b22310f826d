import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { SeawayError } from "../model/errors/failure.ts";
import type { Artifact } from "../model/artifact.ts";
import type { ObservedInstance, ObservedService, Place, Rollout, Runtime } from "../engine/ports/runtime.ts";
import type { Suite } from "./conformance.ts";
import { calmWatch, crashingProgram, ownNameProgram, rollOut, rolloutOf, webProgram, webService } from "./runtime-samples.ts";

/** A runtime as a test sees it: real, with an environment of its own that nothing else uses. */
export interface RuntimeLab {
  readonly runtime: Runtime;
  readonly place: Place;
  /** A port that services of the suite may declare. */
  readonly port: number;
  /** Something that runs with these files as its working directory and a `python3` on its path. */
  readonly artifact: (files: Readonly<Record<string, string>>) => Promise<Artifact>;
  /** Ends one instance from outside, as an out-of-memory killer would. Waits for nothing. */
  readonly killInstance: (instance: ObservedInstance) => void;
  /** Whether any process of an instance is left. */
  readonly isGone: (instance: ObservedInstance) => boolean;
  /** `kill -9` of the runtime's own process. Absent where a runtime has none: skip the cases that need it. */
  readonly killRuntime?: () => Promise<void>;
}

/** What every runtime promises. `conformance("local runtime", runtimeSuite, { test, open, close })` runs it. */
export const runtimeSuite = {
  "a version is started, ready, switched to, and seen by the instance that answered": async (lab) => {
    const rollout = rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]);
    const seen = await rollOut(lab.runtime, rollout);
    deepEqual(
      seen.map(({ service, as, instance, status }) => ({ service, as, instance, status })),
      [{ service: "web", as: "verified", instance: "web-1-1", status: 200 }],
    );
    const web = await observe(lab, "web");
    deepEqual([web.deployment, web.release, web.instances.map(({ state, serving }) => [state, serving])], [1, 41, [["healthy", true]]]);
    equal(await body(web), "one");
  },

  "what was started is only found when it is started again": async (lab) => {
    const rollout = rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"), { replicas: 2 })]);
    const [service] = rollout.services;
    const first = await lab.runtime.start(rollout, service!);
    deepEqual(await lab.runtime.start(rollout, service!), first);
    deepEqual(
      first.map(({ instance }) => instance),
      ["web-1-1", "web-1-2"],
    );
    await lab.runtime.waitUntilReady(rollout, service!, calmWatch());
    await lab.runtime.waitUntilReady(rollout, service!, calmWatch());
    deepEqual(await lab.runtime.start(rollout, service!), first);
  },

  "nobody is led to a next version before the switch, and everybody after it": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const next = rolloutOf(lab, 2, [await webService(lab, "web", webProgram("two"))]);
    await lab.runtime.start(next, next.services[0]!);
    await lab.runtime.waitUntilReady(next, next.services[0]!, calmWatch());
    equal(await body(await observe(lab, "web")), "one");
    await lab.runtime.switchTo(next);
    await lab.runtime.switchTo(next);
    equal(await body(await observe(lab, "web")), "two");
    deepEqual(
      (await lab.runtime.verify(next, calmWatch())).map(({ instance }) => instance),
      ["web-2-1"],
    );
  },

  "a drain waits for the request that is in flight": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const next = rolloutOf(lab, 2, [await webService(lab, "web", webProgram("two"))]);
    const slow = body(await observe(lab, "web"), "/slow");
    await lab.runtime.start(next, next.services[0]!);
    await lab.runtime.waitUntilReady(next, next.services[0]!, calmWatch());
    await lab.runtime.switchTo(next);
    const { cut } = await lab.runtime.drain(next, calmWatch());
    // Answered by the outgoing version, which nothing has stopped yet.
    equal(await Promise.race([slow, sleep(50, "still in flight")]), "one");
    equal(cut, 0);
    await lab.runtime.prune(next, calmWatch());
  },

  "a version that ends at its start never serves, and the report shows the line": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const next = rolloutOf(lab, 2, [await webService(lab, "web", crashingProgram)]);
    await lab.runtime.start(next, next.services[0]!);
    const { problem } = await refused(lab.runtime.waitUntilReady(next, next.services[0]!, calmWatch()));
    deepEqual([problem.code, problem.where?.split(" (")[0]], ["SEA-5301", "web › web-2-1"]);
    equal(problem.why, "ModuleNotFoundError: No module named 'a_driver_that_is_missing' (app.py:3)");
    ok(problem.log?.includes("    import a_driver_that_is_missing"));
    equal(await body(await observe(lab, "web")), "one");
    deepEqual(
      (await lab.runtime.restore(next, calmWatch())).map(({ instance }) => instance),
      ["web-1-1"],
    );
    deepEqual(
      (await observe(lab, "web")).instances.map(({ instance }) => instance),
      ["web-1-1"],
    );
  },

  "a restore after the switch leads back and leaves nothing of the next version": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const next = rolloutOf(lab, 2, [await webService(lab, "web", webProgram("two"))]);
    await lab.runtime.start(next, next.services[0]!);
    await lab.runtime.waitUntilReady(next, next.services[0]!, calmWatch());
    await lab.runtime.switchTo(next);
    const [failed] = (await observe(lab, "web")).instances.filter(({ serving }) => serving);
    for (const _ of [1, 2])
      deepEqual(
        (await lab.runtime.restore(next, calmWatch())).map(({ instance }) => instance),
        ["web-1-1"],
      );
    const web = await observe(lab, "web");
    deepEqual([web.deployment, web.release, await body(web)], [1, 41, "one"]);
    ok(lab.isGone(failed!));
  },

  "what was taken back is never seen as the next version, however well the one before answers": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const next = rolloutOf(lab, 2, [await webService(lab, "web", webProgram("two"))]);
    await lab.runtime.start(next, next.services[0]!);
    await lab.runtime.waitUntilReady(next, next.services[0]!, calmWatch());
    await rejects(lab.runtime.verify(next, calmWatch()), notSeen);
    await lab.runtime.switchTo(next);
    await lab.runtime.restore(next, calmWatch());
    await rejects(lab.runtime.verify(next, calmWatch()), notSeen);
    equal(await body(await observe(lab, "web")), "one");
  },

  "a version that answers only under its own name is ready, is not seen at its entry point, and is taken back": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const next = rolloutOf(lab, 2, [await webService(lab, "web", ownNameProgram())]);
    await lab.runtime.start(next, next.services[0]!);
    await lab.runtime.waitUntilReady(next, next.services[0]!, calmWatch());
    await lab.runtime.switchTo(next);
    await rejects(lab.runtime.verify(next, calmWatch()), notSeen);
    await lab.runtime.restore(next, calmWatch());
    equal(await body(await observe(lab, "web")), "one");
  },

  "a command beside a service has its artifact and its settings": async (lab) => {
    const { runtime, place } = lab;
    if (runtime.command === undefined) return;
    const service = await webService(lab, "web", webProgram("one"));
    const command = await runtime.command(place, { ...service, settings: { GREETING: "hello" } }, ["python3", "-c", "pass"]);
    deepEqual([command.argv.slice(1), command.env["GREETING"], command.sandbox === undefined], [["-c", "pass"], "hello", false]);
  },

  "a first version that is taken back leaves nothing that serves": async (lab) => {
    const rollout = rolloutOf(lab, 1, [await webService(lab, "web", crashingProgram)]);
    await lab.runtime.start(rollout, rollout.services[0]!);
    await refused(lab.runtime.waitUntilReady(rollout, rollout.services[0]!, calmWatch()));
    deepEqual(await lab.runtime.restore(rollout, calmWatch()), []);
    deepEqual((await lab.runtime.observe(lab.place)).services, []);
  },

  "a prune leaves no process of what went out, and forgets what the release no longer has": async (lab) => {
    const worker = await webService(lab, "extra", webProgram("extra"), { public: false });
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one")), worker]));
    const before = (await lab.runtime.observe(lab.place)).services.flatMap(({ instances }) => instances);
    equal(before.length, 2);
    await rollOut(lab.runtime, rolloutOf(lab, 2, [await webService(lab, "web", webProgram("two"))]));
    const { services } = await lab.runtime.observe(lab.place);
    deepEqual(
      services.map(({ service, instances }) => [service, instances.map(({ instance }) => instance)]),
      [["web", ["web-2-1"]]],
    );
    ok(before.every((instance) => lab.isGone(instance)));
  },

  "an unchanged service keeps its instances, counts to the release, and is verified with it": async (lab) => {
    const web = await webService(lab, "web", webProgram("one"));
    const api = await webService(lab, "api", webProgram("api"), { public: false });
    await rollOut(lab.runtime, rolloutOf(lab, 1, [web, api]));
    const seen = await rollOut(
      lab.runtime,
      rolloutOf(lab, 2, [await webService(lab, "web", webProgram("two")), { ...api, changed: false }]),
    );
    deepEqual(
      seen.map(({ instance }) => instance),
      ["web-2-1", "api-1-1"],
    );
    const observed = await observe(lab, "api");
    deepEqual([observed.release, observed.instances.map(({ instance, restarts }) => [instance, restarts])], [42, [["api-1-1", 0]]]);
  },

  "an instance that ends is started again and serves again": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const [killed] = (await observe(lab, "web")).instances;
    lab.killInstance(killed!);
    const web = await until(lab, "web", ({ instances: [now] }) => now?.state === "healthy" && now.pid !== killed!.pid);
    equal(web.instances[0]?.restarts, 1);
    equal(await until(lab, "web", async (service) => (await body(service).catch(() => "")) === "one").then(() => "serves"), "serves");
  },

  "a rollout has settled when nothing was started again for ten seconds, and an instance that ends begins them anew": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const prunedAtMs = Date.now();
    equal((await lab.runtime.observe(lab.place)).settled, undefined);
    await sleep(2_000);
    lab.killInstance((await observe(lab, "web")).instances[0]!);
    const killedAtMs = Date.now();
    await until(lab, "web", async () => (await lab.runtime.observe(lab.place)).settled !== undefined, 30_000);
    const { settled } = await lab.runtime.observe(lab.place);
    equal(settled?.deployment, 1);
    ok(settled.atMs - killedAtMs >= 10_000 && settled.atMs - prunedAtMs >= 12_000, `settled ${settled.atMs - killedAtMs} ms after`);
  },

  "a worker is ready when it runs, without a port": async (lab) => {
    const program = "import time\nprint('works', flush=True)\ntime.sleep(600)\n";
    const { port: _port, health: _health, ...version } = await webService(lab, "worker", program, { kind: "worker", public: false });
    deepEqual(await rollOut(lab.runtime, rolloutOf(lab, 1, [version])), []);
    deepEqual(
      (await observe(lab, "worker")).instances.map(({ state, serving }) => [state, serving]),
      [["healthy", true]],
    );
  },

  "secrets that an instance prints are masked in its log": async (lab) => {
    const settings = { TOKEN: "canary-3f9a77c1" };
    await rollOut(
      lab.runtime,
      rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"), { settings, secrets: [settings.TOKEN] })]),
    );
    const [instance] = (await observe(lab, "web")).instances;
    const log = await untilText(instance!.log, /starts as one with/);
    match(log, /^\d{4}-\d\d-\d\dT[\d:.]+Z starts as one with ••••$/m);
  },

  "an older holder of the environment's lock is refused": async (lab) => {
    const newer: Rollout = { ...rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]), fence: lab.place.fence + 1 };
    await rollOut(lab.runtime, newer);
    const older = rolloutOf(lab, 2, [await webService(lab, "web", webProgram("two"))]);
    equal((await refused(lab.runtime.start(older, older.services[0]!))).problem.code, "SEA-8101");
    equal((await refused(lab.runtime.remove(lab.place))).problem.code, "SEA-8101");
    equal(await body(await observe(lab, "web")), "one");
    await lab.runtime.remove({ ...lab.place, fence: newer.fence });
  },

  "removing an environment leaves nothing of it": async (lab) => {
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const web = await observe(lab, "web");
    for (const _ of [1, 2]) await lab.runtime.remove(lab.place);
    deepEqual((await lab.runtime.observe(lab.place)).services, []);
    ok(web.instances.every((instance) => lab.isGone(instance)));
    await fetch(web.url!).then(
      () => ok(false, "something still listens"),
      () => undefined,
    );
  },

  "a runtime that is killed is back within 2 s, with the same instances": async (lab) => {
    ok(lab.killRuntime, "this lab's runtime has no process of its own");
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const before = await observe(lab, "web");
    await lab.killRuntime();
    const killedAtMs = Date.now();
    for (;;) {
      if ((await body(before).catch(() => undefined)) === "one") break;
      ok(Date.now() - killedAtMs < 2_000, "did not serve again within 2 s");
      await sleep(10);
    }
    const after = await until(lab, "web", () => true);
    deepEqual(after.instances.map(identity), before.instances.map(identity));
    equal(after.instances[0]?.restarts, 0);
    equal(after.url, before.url);
  },

  "a rollout goes on where it was when the runtime is killed in the middle": async (lab) => {
    ok(lab.killRuntime, "this lab's runtime has no process of its own");
    await rollOut(lab.runtime, rolloutOf(lab, 1, [await webService(lab, "web", webProgram("one"))]));
    const next = rolloutOf(lab, 2, [await webService(lab, "web", webProgram("two"))]);
    const [service] = next.services;
    const started = await lab.runtime.start(next, service!);
    await lab.killRuntime();
    await lab.runtime.waitUntilReady(next, service!, calmWatch());
    deepEqual(await lab.runtime.start(next, service!), started);
    await lab.killRuntime();
    await lab.runtime.switchTo(next);
    await lab.killRuntime();
    deepEqual(
      (await lab.runtime.verify(next, calmWatch())).map(({ instance }) => instance),
      ["web-2-1"],
    );
    await lab.runtime.prune(next, calmWatch());
    equal((await observe(lab, "web")).instances.length, 1);
  },
} satisfies Suite<RuntimeLab>;

const notSeen = (error: unknown): boolean => error instanceof SeawayError && error.problem.code === "SEA-5302";

async function observe(lab: RuntimeLab, service: string): Promise<ObservedService> {
  const { services } = await lab.runtime.observe(lab.place);
  const found = services.find((one) => one.service === service);
  ok(found, `${service} is not known`);
  return found;
}

async function until(
  lab: RuntimeLab,
  service: string,
  holds: (service: ObservedService) => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<ObservedService> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(20)) {
    const found = await observe(lab, service);
    if (await holds(found)) return found;
  }
  throw new Error(`${service} did not get there within 10 s`);
}

async function untilText(path: string, form: RegExp): Promise<string> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(20)) {
    const text = readFileSync(path, "utf8");
    if (form.test(text)) return text;
  }
  throw new Error(`${path} never had ${form}`);
}

async function body({ url }: ObservedService, path = "/"): Promise<string> {
  ok(url, "the service has no public address");
  const answer = await fetch(`${url}${path}`, { headers: { connection: "close" } });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return answer.text();
}

async function refused(call: Promise<unknown>): Promise<SeawayError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SeawayError) return error;
  throw new Error("was not refused with an error of the catalogue", { cause: error });
}

const identity = ({ instance, pid, startTicks, bootId }: ObservedInstance) => ({ instance, pid, startTicks, bootId });
