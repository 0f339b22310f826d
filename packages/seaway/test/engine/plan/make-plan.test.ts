import { expect, test } from "vitest";
import type { Plan } from "../../../src/model/plan.ts";
import { preview } from "../../../src/engine/operations/plan.ts";
import { up } from "../toy-runs.ts";
import { toyDefinition, ToyWorld } from "../toy-world.ts";

interface Asked {
  readonly definition?: ReturnType<typeof toyDefinition>;
  readonly verb?: "up" | "destroy";
  readonly allowDestroy?: readonly string[];
}

const planOf = (world: ToyWorld, { definition = toyDefinition(), verb = "up", allowDestroy = [] }: Asked = {}): Promise<Plan> =>
  preview({ verb, environment: "local", definition, commit: undefined, allowDestroy }, world.ports());

/** A plan as text: what happens to each node and why, then the steps with what they wait for. */
function asText({ changes, steps, needsDecision, kept }: Plan): string {
  return [
    ...changes.map(({ node, action, reasons, losesData, holds, instead }) =>
      [
        `${action} ${node}`,
        ...reasons.map(({ text, drift }) => `${drift ? "!" : ""}${text}`),
        ...(losesData ? [`LOSES ${holds}`] : []),
        ...(instead ? [instead] : []),
      ].join(" | "),
    ),
    ...steps.map(
      ({ id, stage, action, dependsOn }) => `> ${stage}: ${action} ${id}${dependsOn.length > 0 ? ` after ${dependsOn.join(", ")}` : ""}`,
    ),
    ...needsDecision.map((node) => `decide ${node}`),
    ...kept.map((node) => `keep ${node}`),
  ].join("\n");
}

async function served(): Promise<ToyWorld> {
  const world = new ToyWorld();
  await up(world);
  return world;
}

test("the first plan makes everything, builds beside the database, and rolls out behind both", async () => {
  expect(asText(await planOf(new ToyWorld()))).toBe(
    `create database.users | not there yet
run build.backend | never built here
run build.frontend | never built here
create service.backend | not deployed yet
create service.frontend | not deployed yet
> provision: create database.users
> build: run build.backend
> build: run build.frontend
> rollout: create rollout after database.users, build.backend, build.frontend`,
  );
});

test("a changed source builds one service, takes the other from the cache, and rolls out the one", async () => {
  const world = await served();
  world.sources.set("build.backend", "second");
  expect(asText(await planOf(world))).toBe(
    `same database.users
run build.backend | build.backend/app.py changed
cached build.frontend
update service.backend | build.backend/app.py changed
same service.frontend
> build: run build.backend
> build: cached build.frontend
> rollout: update rollout after build.backend, build.frontend`,
  );
});

test("what moved by itself is repaired, and nothing else", async () => {
  const world = await served();
  world.databases.delete("database.users");
  world.instances.delete("frontend-1");
  expect(asText(await planOf(world))).toBe(
    `create database.users | !it is gone: removed outside Seaway
cached build.backend
cached build.frontend
same service.backend
update service.frontend | !nothing serves it
> provision: create database.users
> build: cached build.backend
> build: cached build.frontend
> rollout: update rollout after database.users, build.backend, build.frontend`,
  );
});

test("each differing property and setting is a reason of its own", async () => {
  const world = await served();
  const definition = toyDefinition();
  const services = definition.services.map((service) =>
    service.name === "backend" ? { ...service, memoryMiB: 384, env: { ...service.env, MODE: "fast" } } : service,
  );
  const { changes } = await planOf(world, { definition: { ...definition, services } });
  expect(changes.find(({ node }) => node === "service.backend")?.reasons.map(({ text }) => text)).toEqual([
    "memoryMiB unset → 384",
    "+ env MODE",
  ]);
});

test("a database that would have to be made anew is shown with what it holds and the way that keeps it", async () => {
  const world = await served();
  const asked = await planOf(world, { definition: toyDefinition("people") });
  expect(asText(asked)).toBe(
    `recreate database.users | name users → people | LOSES 3 rows | keep name: "users"
cached build.backend
cached build.frontend
update service.backend | database.users is recreated
same service.frontend
> provision: recreate database.users
> build: cached build.backend
> build: cached build.frontend
> rollout: update rollout after database.users, build.backend, build.frontend
decide database.users`,
  );
});

test("destroy stops services, and deletes a database only when it is named", async () => {
  const world = await served();
  expect(asText(await planOf(world, { verb: "destroy" }))).toBe(
    `same database.users | local is taken away | LOSES 3 rows
destroy service.backend | local is taken away
destroy service.frontend | local is taken away
> rollout: destroy rollout
keep database.users`,
  );
  expect(asText(await planOf(world, { verb: "destroy", allowDestroy: ["database.users"] }))).toBe(
    `destroy database.users | local is taken away | LOSES 3 rows
destroy service.backend | local is taken away
destroy service.frontend | local is taken away
> rollout: destroy rollout
> provision: destroy database.users after rollout`,
  );
});

test("equal worlds give equal fingerprints, and what was not approved gives another one", async () => {
  const world = await served();
  const [first, second] = [await planOf(world), await planOf(world)];
  expect(first.fingerprint).toBe(second.fingerprint);
  world.sources.set("build.backend", "second");
  expect((await planOf(world)).fingerprint).not.toBe(first.fingerprint);
});

test("a service whose artifact is in the cache is told what differs from what it runs", async () => {
  const world = await served();
  world.sources.set("build.backend", "second");
  world.broken.add("service.backend");
  await up(world);
  const { changes } = await planOf(world);
  expect(
    changes.filter(({ node }) => node.endsWith("backend")).map(({ action, reasons }) => [action, ...reasons.map(({ text }) => text)]),
  ).toEqual([["cached"], ["update", "build.backend/app.py changed"]]);
});

test("a limit of memory that can't be kept here is warned of, as long as something is rolled out with it", async () => {
  const world = new ToyWorld();
  const definition = toyDefinition();
  const limited = { ...definition, services: definition.services.map((service) => ({ ...service, memoryMiB: 96 })) };
  const warnings = async (limitsMemory: boolean): Promise<readonly string[]> => {
    const ports = world.ports();
    const request = { verb: "up", environment: "local", definition: limited, commit: undefined, allowDestroy: [] } as const;
    return (await preview(request, { ...ports, provider: { ...ports.provider, limitsMemory: () => limitsMemory } })).warnings;
  };
  expect(await warnings(true)).toEqual([]);
  expect(await warnings(false)).toEqual([
    "the memory of backend is not limited to 96 MiB: no control group can be made here",
    "the memory of frontend is not limited to 96 MiB: no control group can be made here",
  ]);
  await up(world, { definition: limited });
  expect(await warnings(false)).toEqual([]);
});
