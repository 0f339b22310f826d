import fc from "fast-check";
import { expect, test } from "vitest";
import { findCycle } from "../../../src/engine/graph/find-cycle.ts";
import { GraphBuilder } from "../../../src/engine/graph/graph.ts";
import { order } from "../../../src/engine/graph/order.ts";
import { walk } from "../../../src/engine/graph/walk.ts";
import { deferred } from "../../../src/std/deferred.ts";

interface Vertex {
  readonly id: string;
}

function graphOf(...edges: readonly string[]): GraphBuilder<Vertex> {
  const graph = new GraphBuilder<Vertex>();
  const pairs = edges.map((edge) => edge.split(" ← "));
  for (const id of pairs.flat()) graph.add({ id });
  for (const [to, from] of pairs) if (from !== undefined) graph.connect(from, to as string);
  return graph;
}

test("every vertex comes after all that it depends on, equals in the order of insertion", () => {
  expect(order(graphOf("db ← backend", "build ← backend", "backend ← page", "alone")).ordered).toEqual([
    "db",
    "build",
    "alone",
    "backend",
    "page",
  ]);
});

test("a ring is found and named, wherever the search begins", () => {
  expect(findCycle(graphOf("a ← b", "b ← c", "c ← d", "d ← b"))?.toSorted()).toEqual(["b", "b", "c", "d"]);
  expect(findCycle(graphOf("a ← b", "a ← c", "b ← d", "c ← d"))).toBeUndefined();
});

test("an order of any graph without rings keeps every edge", () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 120 }), (pairs) => {
      const graph = new GraphBuilder<Vertex>();
      for (let id = 0; id <= 30; id++) graph.add({ id: String(id) });
      // Edges that lead from a larger to a smaller number can close no ring.
      for (const [a, b] of pairs) if (a !== b) graph.connect(String(Math.max(a, b)), String(Math.min(a, b)));
      const place = new Map(order(graph).ordered.map((id, index) => [id, index]));
      expect(place.size).toBe(31);
      for (const [id, needs] of graph.dependencies)
        for (const other of needs) expect(place.get(other)).toBeLessThan(place.get(id) as number);
    }),
  ));

test("a walk is as wide as the graph allows", async () => {
  const gates = new Map(["db", "build", "backend"].map((id) => [id, deferred()]));
  const begun: string[] = [];
  const walked = walk(graphOf("db ← backend", "build ← backend"), {
    stopped: () => false,
    leave: async () => undefined,
    visit: async ({ id }) => {
      begun.push(id);
      await gates.get(id)?.promise;
      return "passed";
    },
  });
  await Promise.resolve();
  for (let turns = 0; turns < 10; turns++) await Promise.resolve();
  expect(begun).toEqual(["db", "build"]);
  for (const gate of gates.values()) gate.resolve();
  await walked;
  expect(begun).toEqual(["db", "build", "backend"]);
});

test("a failure leaves what lies behind it, near and far, and nothing else", async () => {
  const [visited, left]: [string[], string[]] = [[], []];
  await walk(graphOf("bad ← near", "near ← far", "good ← fine"), {
    stopped: () => false,
    leave: async ({ id }, behind) => void left.push(`${id} behind ${behind}`),
    visit: async ({ id }) => (visited.push(id), id === "bad" ? "failed" : "passed"),
  });
  expect([visited.toSorted(), left]).toEqual([
    ["bad", "fine", "good"],
    ["near behind bad", "far behind near"],
  ]);
});

test("a visit that throws ends the walk after everything under way has ended", async () => {
  const gate = deferred();
  let ended = false;
  const walked = walk(graphOf("broken", "slow", "broken ← next"), {
    stopped: () => false,
    leave: async () => undefined,
    visit: async ({ id }) => {
      if (id === "broken") throw new Error("no disk");
      await gate.promise;
      ended = true;
      return "passed";
    },
  });
  const outcome = walked.then(
    () => "resolved",
    (error: Error) => `${error.message}, slow ended: ${ended}`,
  );
  gate.resolve();
  expect(await outcome).toBe("no disk, slow ended: true");
});
