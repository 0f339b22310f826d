import { expect, test } from "vitest";
import { plan } from "../../../src/engine/operations/plan.ts";
import { toyDefinition, ToyWorld } from "../toy-world.ts";

test("a plan that is made again is written once, and again when something that is shown with it moved", async () => {
  const ports = new ToyWorld().ports();
  const request = { verb: "up" as const, environment: "local", definition: toyDefinition(), allowDestroy: [] };
  const commit = { id: "5a2a31e", subject: "Begin", branch: "main", dirty: false };
  const counted = async (asked: Parameters<typeof plan>[0]): Promise<number> => {
    const before = ports.writes();
    await plan(asked, ports);
    return ports.writes() - before;
  };
  expect(await counted({ ...request, commit })).toBe(1);
  expect(await counted({ ...request, commit: Promise.resolve(commit) })).toBe(0);
  const { id } = await plan({ ...request, commit }, ports);
  expect(await counted({ ...request, commit: { ...commit, dirty: true } })).toBe(1);
  expect((await ports.store.plan(id))?.commit?.dirty).toBe(true);
});
