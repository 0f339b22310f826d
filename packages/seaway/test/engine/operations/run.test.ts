import fc from "fast-check";
import { expect, test } from "vitest";
import { foldAll } from "../../../src/model/events/fold.ts";
import type { Holder } from "../../../src/model/events/run-event.ts";
import { approvedPlan } from "../../../src/engine/operations/approved-plan.ts";
import { plan, preview } from "../../../src/engine/operations/plan.ts";
import { run } from "../../../src/engine/operations/run.ts";
import { hasWork } from "../../../src/model/plan.ts";
import { ask, carryOutRun, seen, up } from "../toy-runs.ts";
import { Killed, toyDefinition, ToyWorld } from "../toy-world.ts";

const onlyTheKill = (error: unknown): void => {
  if (!(error instanceof Killed)) throw error;
};

/** Brings a world to the release before the one that is tested, and changes a source. */
async function worldBeforeAChange(): Promise<ToyWorld> {
  const world = new ToyWorld();
  await up(world);
  world.sources.set("build.backend", "second");
  world.acts.length = 0;
  return world;
}

const starts: Readonly<Record<string, () => Promise<ToyWorld>>> = {
  "a first up": async () => new ToyWorld(),
  "a change": worldBeforeAChange,
};

for (const [what, start] of Object.entries(starts)) {
  test(`${what} that is killed at every write, before and after it, and resumed does exactly what an unbroken run does`, async () => {
    const unbroken = await start();
    const ports = unbroken.ports();
    expect(await carryOutRun(await ask(unbroken), ports)).toBe(0);
    expect(ports.writes()).toBeGreaterThan(15);

    for (let killAt = 1; killAt <= ports.writes(); killAt++) {
      for (const killAfterWrite of [false, true]) {
        const broken = await start();
        const number = await ask(broken);
        await carryOutRun(number, broken.ports({ killAt, killAfterWrite })).catch(onlyTheKill);
        expect(await carryOutRun(number, broken.ports())).toBe(0);
        expect([broken.acts.toSorted(), seenWithoutNumbers(broken)], `killed at write ${killAt}`).toEqual([
          unbroken.acts.toSorted(),
          seenWithoutNumbers(unbroken),
        ]);
      }
    }
  });
}

test("a run that is killed again and again comes to its end", () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(12), fc.boolean()), { maxLength: 12 }), async (kills) => {
      const [broken, unbroken] = [new ToyWorld(), new ToyWorld()];
      const number = await ask(broken);
      for (const [killAt, killAfterWrite] of kills) {
        await carryOutRun(number, broken.ports({ killAt: killAt + 1, killAfterWrite })).catch(onlyTheKill);
      }
      const ended = foldAll(await broken.store.events(number)).exitCode;
      if (ended === undefined) expect(await carryOutRun(number, broken.ports())).toBe(0);
      await up(unbroken);
      expect([broken.acts.toSorted(), seenWithoutNumbers(broken)]).toEqual([unbroken.acts.toSorted(), seenWithoutNumbers(unbroken)]);
    }),
    { numRuns: 60 },
  ));

/** A number that a kill wasted is a gap, and gaps mean nothing. */
function seenWithoutNumbers(world: ToyWorld) {
  const { databases, artifacts, instances, pointers } = seen(world);
  return {
    databases,
    artifacts,
    instances: instances.map(([name]) => name.replace(/-\d+$/, "")),
    pointers: pointers.map(([service]) => service),
  };
}

test("a second plan right after a run is empty", async () => {
  const world = new ToyWorld();
  await up(world);
  const again = await preview(
    { verb: "up", environment: "local", definition: toyDefinition(), commit: undefined, allowDestroy: [] },
    world.ports(),
  );
  expect(again.changes.filter(({ action }) => action !== "same" && action !== "cached")).toEqual([]);
  expect(hasWork(again)).toBe(false);
});

test("a failed build stops only what depends on it", async () => {
  const world = new ToyWorld();
  world.broken.add("build.backend");
  const number = await ask(world);
  expect(await carryOutRun(number, world.ports())).toBe(22);
  const { steps } = foldAll(await world.store.events(number));
  expect(steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
    "database.users succeeded",
    "build.backend failed",
    "build.frontend succeeded",
    "rollout skipped",
  ]);
});

test("a first deployment that fails leaves nothing, and a later one is contained", async () => {
  const world = new ToyWorld();
  world.broken.add("service.backend");
  expect(await up(world)).toBe(27);
  expect(seen(world).pointers).toEqual([]);

  world.broken.clear();
  expect(await up(world)).toBe(0);
  const served = seen(world).pointers;
  world.broken.add("service.backend");
  world.sources.set("build.backend", "second");
  expect(await up(world)).toBe(25);
  expect(seen(world).pointers).toEqual(served);

  world.broken.clear();
  expect(await up(world)).toBe(0);
});

test("of two services that fail the first is the story, and the other one stands beside it", async () => {
  const world = new ToyWorld();
  world.broken.add("service.backend").add("service.frontend");
  const number = await ask(world);
  expect(await carryOutRun(number, world.ports())).toBe(27);
  const { steps } = foldAll(await world.store.events(number));
  const problem = steps.find(({ id }) => id === "rollout")?.problem;
  expect([problem?.sentence, problem?.others?.map(({ sentence }) => sentence)]).toEqual([
    expect.stringContaining("backend crashes"),
    [expect.stringContaining("frontend crashes")],
  ]);
});

test("a failed run that is resumed opens a deployment of its own", async () => {
  const world = new ToyWorld();
  world.broken.add("service.backend");
  const number = await ask(world);
  expect(await carryOutRun(number, world.ports())).toBe(27);
  world.broken.clear();
  expect(await carryOutRun(number, world.ports())).toBe(0);
  const deployments = await world.store.deployments();
  expect(deployments.map(({ number: deployment, verdict }) => `d-${deployment} ${verdict}`)).toEqual(["d-2 live", "d-1 failed"]);
});

test("a run whose world moved since its plan is refused and says what moved", async () => {
  const world = new ToyWorld();
  await up(world);
  world.sources.set("build.backend", "second");
  const number = await ask(world);
  world.sources.set("build.backend", "third");
  world.acts.length = 0;
  expect(await carryOutRun(number, world.ports())).toBe(6);
  expect(foldAll(await world.store.events(number)).problems[0]?.sentence).toMatch(
    /^plan p-[0-9a-f]+ is stale: build\.backend: its sources changed, because build\.backend\/app\.py changed$/,
  );
  expect(world.acts).toEqual([]);
});

test("two equal runs that wait for each other do the work once", async () => {
  const world = new ToyWorld();
  const [first, second] = [await ask(world), await ask(world)];
  expect(await carryOutRun(first, world.ports())).toBe(0);
  const done = [...world.acts];
  expect(await carryOutRun(second, world.ports())).toBe(0);
  expect(world.acts).toEqual(done);
});

test("destroy takes the services away and keeps a database that nobody named", async () => {
  const world = new ToyWorld();
  await up(world);
  const number = await ask(world, { verb: "destroy" });
  expect(await carryOutRun(number, world.ports())).toBe(0);
  expect([seen(world).instances, [...world.databases.keys()]]).toEqual([[], ["database.users"]]);
  expect(foldAll(await world.store.events(number)).world?.kept).toEqual(["database.users"]);

  expect(await up(world, { verb: "destroy", allowDestroy: ["database.users"] })).toBe(0);
  expect([...world.databases.keys()]).toEqual([]);
  expect(await world.store.nodes("local")).toEqual([]);
});

test("a database that would be recreated blocks the run until it is named", async () => {
  const world = new ToyWorld();
  await up(world);
  const definition = toyDefinition("people");
  await expect(ask(world, { definition })).rejects.toThrow("SEA-8406: database.users would lose data, and nobody named it");
  expect(await up(world, { definition, allowDestroy: ["database.users"] })).toBe(0);
  expect(world.acts.filter((act) => act.includes("database"))).toEqual([
    "make database.users",
    "seed database.users",
    "drop database.users",
    "make database.users",
    "seed database.users",
  ]);
});

test("a service that the config no longer names is taken out with the rollout", async () => {
  const world = new ToyWorld();
  await up(world);
  expect(await up(world, { definition: toyDefinition("users", ["backend"]) })).toBe(0);
  expect(seen(world).pointers.map(([service]) => service)).toEqual(["backend"]);
});

test("a plan that was approved is carried out as it was, or refused with what moved", async () => {
  const world = new ToyWorld();
  const planned = (definition = toyDefinition()) =>
    plan({ verb: "up", environment: "local", definition, commit: undefined, allowDestroy: [] }, world.ports());
  const approved = await planned();
  expect(await approvedPlan(approved.id, await planned(), world.store)).toMatchObject({ id: approved.id, changes: approved.changes });
  await expect(approvedPlan("p-0000", await planned(), world.store)).rejects.toThrow("SEA-8409: there is no plan p-0000");
  await expect(approvedPlan(approved.id, await planned(toyDefinition("people")), world.store)).rejects.toThrow(
    `SEA-8402: plan ${approved.id} is stale: database.users: the config changed, because not there yet`,
  );
});

test("a release that is not seen at its entry point is contained, also when its engine is killed at every write, before and after it", async () => {
  const start = async (): Promise<ToyWorld> => {
    const world = await worldBeforeAChange();
    world.broken.add("entry.backend");
    return world;
  };
  const probe = await start();
  const [before, ports] = [seen(probe), probe.ports()];
  expect(await carryOutRun(await ask(probe), ports)).toBe(25);

  for (let killAt = 1; killAt <= ports.writes(); killAt++) {
    for (const killAfterWrite of [false, true]) {
      const world = await start();
      const number = await ask(world);
      await carryOutRun(number, world.ports({ killAt, killAfterWrite })).catch(onlyTheKill);
      const when = `killed at write ${killAt}`;
      expect(foldAll(await world.store.events(number)).exitCode ?? (await carryOutRun(number, world.ports())), when).toBe(25);
      expect([seen(world).pointers, seen(world).instances], when).toEqual([before.pointers, before.instances]);
      const [newest] = await world.store.deployments({ environment: "local" });
      expect(newest?.verdict, when).toBe("contained");
    }
  }
});

test("a run whose engine was killed anywhere and that is then cancelled leaves nothing of itself", async () => {
  const probe = await worldBeforeAChange();
  const [before, ports] = [seen(probe), probe.ports()];
  await carryOutRun(await ask(probe), ports);
  expect(ports.writes()).toBeGreaterThan(15);

  for (let killAt = 1; killAt <= ports.writes(); killAt++) {
    for (const killAfterWrite of [false, true]) {
      const world = await worldBeforeAChange();
      const number = await ask(world);
      await carryOutRun(number, world.ports({ killAt, killAfterWrite })).catch(onlyTheKill);
      const had = foldAll(await world.store.events(number));
      if (had.exitCode !== undefined) continue;
      const exit = await run(number, AbortSignal.abort(new Error("cancelled")), world.ports());
      const { steps, state } = foldAll(await world.store.events(number));
      const when = `killed at write ${killAt}`;
      // Once traffic was switched, the deployment is completed: taking it back would be another change.
      if (exit === 0) expect(seen(world).pointers, when).not.toEqual(before.pointers);
      else
        expect([exit, state, seen(world).pointers, seen(world).instances], when).toEqual([
          130,
          "cancelled",
          before.pointers,
          before.instances,
        ]);
      expect(
        steps.filter(({ state: step }) => step === "running").map(({ id }) => id),
        when,
      ).toEqual([]);
    }
  }
});

test("a run that is cancelled while it waits for the lock ends as cancelled, and does nothing", async () => {
  const world = new ToyWorld();
  const holder: Holder = { run: 99, user: "bo", machine: "toy", sinceMs: 0, because: "seaway up" };
  await world.store.acquire("local", holder, 60_000);
  const number = await ask(world, { lockTimeoutMs: 60_000 });
  const cancel = new AbortController();
  const { store, ...ports } = world.ports();
  const running = run(number, cancel.signal, {
    ...ports,
    isGone: () => false,
    store: {
      ...store,
      write: async (batch, fence) => {
        await store.write(batch, fence);
        if (batch.events?.events.some(({ type }) => type === "run.waiting")) cancel.abort(new Error("cancelled"));
      },
    },
  });
  expect(await running).toBe(130);
  const { state, steps } = foldAll(await world.store.events(number));
  expect([state, [...new Set(steps.map((step) => step.state))], world.acts]).toEqual(["cancelled", ["skipped"], []]);
});
