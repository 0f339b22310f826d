import fc from "fast-check";
import { expect, test } from "vitest";
import { preview } from "../../../src/engine/operations/plan.ts";
import type { ProjectDefinition, ServiceDefinition } from "../../../src/model/definition.ts";
import { fold, emptyView, foldAll } from "../../../src/model/events/fold.ts";
import type { NumberedEvent } from "../../../src/model/events/run-event.ts";
import type { RunView } from "../../../src/model/events/run-view.ts";
import { hasWork, type Plan } from "../../../src/model/plan.ts";
import { ask, carryOutRun, type ToyRequest } from "../toy-runs.ts";
import { Killed, toyDefinition, toyService, ToyWorld } from "../toy-world.ts";

/*
 * Projects of any shape, edited in any way, in a world that also moves by itself, by engines that die anywhere: what always holds.
 */

/** What a config says: databases, and of each service which of the other names it refers to. */
interface Shape {
  readonly databases: readonly string[];
  readonly services: readonly { readonly name: string; readonly refers: readonly number[] }[];
}

type Move =
  | { readonly to: "config"; readonly shape: Shape; readonly letGo: boolean }
  | { readonly to: "source"; readonly of: number; readonly text: string }
  | { readonly to: "world"; readonly takes: "a database" | "an instance"; readonly of: number };

const SERVICES = ["api", "mail", "page", "work"];

const shapes: fc.Arbitrary<Shape> = fc.record({
  databases: fc.subarray(["accounts", "notes", "users"]),
  services: fc
    .subarray(SERVICES, { minLength: 1 })
    .chain((names) =>
      fc.tuple(...names.map((name) => fc.record({ name: fc.constant(name), refers: fc.array(fc.nat(6), { maxLength: 3 }) }))),
    ),
});

const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ to: fc.constant("config" as const), shape: shapes, letGo: fc.boolean() }),
  fc.record({ to: fc.constant("source" as const), of: fc.nat(3), text: fc.constantFrom("first", "second", "third") }),
  fc.record({ to: fc.constant("world" as const), takes: fc.constantFrom("a database" as const, "an instance" as const), of: fc.nat(3) }),
);

function definitionOf({ databases, services }: Shape): ProjectDefinition {
  const names = [...databases, ...services.map(({ name }) => name)];
  const toService = ({ name, refers }: Shape["services"][number]): ServiceDefinition => {
    const others = [...new Set(refers.map((index) => names[index % names.length]!))].filter((other) => other !== name);
    const entries = others.map((other): [string, { ref: string }] => [
      `AT_${other.toUpperCase()}`,
      { ref: databases.includes(other) ? `${other}.uri` : `${other}.url` },
    ]);
    return toyService(name, Object.fromEntries(entries));
  };
  return {
    ...toyDefinition(),
    databases: databases.map((name) => ({ name, engine: "postgres", version: "18", databaseName: name })),
    services: services.map(toService),
  };
}

const planned = (world: ToyWorld, definition: ProjectDefinition, allowDestroy: readonly string[]): Promise<Plan> =>
  preview({ verb: "up", environment: "local", definition, commit: undefined, allowDestroy }, world.ports());

const first: Shape = { databases: ["users"], services: [{ name: "api", refers: [0] }] };

test("whatever is edited or lost: plan, run, and the next plan is empty; edges are kept, and nothing beside the plan is touched", () =>
  fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(30), { maxLength: 3 }), async (steps, kills) => {
      const world = new ToyWorld();
      let definition = definitionOf(first);
      let allowDestroy: readonly string[] = [];
      for (const [index, move] of [undefined, ...steps].entries()) {
        if (move?.to === "config") {
          definition = definitionOf(move.shape);
          allowDestroy = move.letGo ? ["database.accounts", "database.notes", "database.users"] : [];
        }
        if (move?.to === "source") world.sources.set(`build.${SERVICES[move.of]}`, move.text);
        if (move?.to === "world") lose(world, move);
        world.acts.length = 0;
        const before = new Map(world.databases);
        const plan = await planned(world, definition, allowDestroy);
        if (!hasWork(plan)) continue;
        const events = await carryOut(world, { definition, allowDestroy }, index === steps.length ? kills : []);
        expect(foldAll(events).exitCode).toBe(0);
        expectOnlyPlanned(world, plan, before);
        expectOrder(world.acts, definition);
        expectConsistent(events);
        const again = await planned(world, definition, allowDestroy);
        expect(again.changes.filter(({ action }) => action !== "same" && action !== "cached").map(({ node }) => node)).toEqual([]);
        expect(hasWork(again)).toBe(false);
      }
    }),
    { numRuns: 300 },
  ));

function lose({ databases, instances }: ToyWorld, { takes, of }: Extract<Move, { to: "world" }>): void {
  const map: Map<string, unknown> = takes === "a database" ? databases : instances;
  const name = [...map.keys()][of % Math.max(1, map.size)];
  if (name !== undefined) map.delete(name);
}

/** With an engine after the other, each killed at one of these writes; the last one lives. */
async function carryOut(world: ToyWorld, request: ToyRequest, kills: readonly number[]): Promise<readonly NumberedEvent[]> {
  const number = await ask(world, request);
  for (const killAt of kills) {
    const over = await carryOutRun(number, world.ports({ killAt: killAt + 1, killAfterWrite: killAt % 2 === 0 })).catch(
      (error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      },
    );
    if (over !== undefined) break;
  }
  if (foldAll(await world.store.events(number)).exitCode === undefined) await carryOutRun(number, world.ports());
  return world.store.events(number);
}

/** Every act belongs to a node that the plan changes, and happens once; what the plan leaves alone is as it was. */
function expectOnlyPlanned(world: ToyWorld, plan: Plan, before: ReadonlyMap<string, unknown>): void {
  const changed = new Set(plan.changes.filter(({ action }) => action !== "same" && action !== "cached").map(({ node }) => node));
  const touched = world.acts.flatMap((act) => {
    const [verb, name = ""] = act.split(" ");
    return verb === "switch" ? [] : [verb === "start" ? `service.${name}` : name];
  });
  expect(touched.filter((node) => !changed.has(node))).toEqual([]);
  expect(world.acts.filter((act, index) => world.acts.indexOf(act) < index)).toEqual([]);
  for (const [node, holds] of before) if (!changed.has(node)) expect(world.databases.get(node)).toEqual(holds);
}

/** What a service refers to is there before it starts, its artifact is packed before, and everything is started before the switch. */
function expectOrder(acts: readonly string[], { services, databases }: ProjectDefinition): void {
  const at = (act: string): number => acts.findIndex((one) => one === act || one.startsWith(`${act} `));
  for (const { name, env } of services) {
    const start = at(`start ${name}`);
    if (start < 0) continue;
    expect(at(`pack build.${name}`)).toBeLessThan(start);
    expect(start).toBeLessThan(at("switch"));
    for (const database of databases) {
      if (!JSON.stringify(env).includes(`"${database.name}.uri"`)) continue;
      expect(at(`seed database.${database.name}`)).toBeLessThan(start);
    }
  }
}

/** Whoever reads a run while it is written, from any event on, sees something that can be. */
function expectConsistent(events: readonly NumberedEvent[]): void {
  let view: RunView = emptyView;
  for (const [index, event] of events.entries()) {
    expect(event.seq).toBe(index + 1);
    view = fold(view, event);
    expect(view).toEqual(foldAll(events.slice(0, index + 1)));
    const state = new Map(view.steps.map((step) => [step.id, step.state]));
    for (const step of view.steps) {
      const began = !["waiting", "skipped", "cancelled"].includes(step.state);
      if (began) expect(step.dependsOn.filter((id) => state.get(id) !== "succeeded" && state.get(id) !== "cached")).toEqual([]);
      if (step.state === "succeeded") expect(step.acts.filter((act) => act.state !== "finished")).toEqual([]);
      if (step.finishedAtMs !== undefined && step.state !== "running")
        expect(step.finishedAtMs).toBeGreaterThanOrEqual(step.startedAtMs ?? 0);
    }
    if (view.exitCode !== undefined) expect([...state.values()].filter((one) => one === "running" || one === "waiting")).toEqual([]);
  }
}
