import type { ProjectDefinition } from "../../src/model/definition.ts";
import { plan } from "../../src/engine/operations/plan.ts";
import { requestRun } from "../../src/engine/operations/request-run.ts";
import { run } from "../../src/engine/operations/run.ts";
import type { Ports } from "../../src/engine/ports/ports.ts";
import { toyDefinition, type ToyWorld } from "./toy-world.ts";

export interface ToyRequest {
  readonly definition?: ProjectDefinition;
  readonly verb?: "up" | "destroy";
  readonly allowDestroy?: readonly string[];
  readonly lockTimeoutMs?: number;
}

/** Plans and asks for a run, as a command would; nothing is carried out yet. */
export async function ask(
  world: ToyWorld,
  { definition = toyDefinition(), verb = "up", allowDestroy = [], lockTimeoutMs = 0 }: ToyRequest = {},
): Promise<number> {
  const ports = world.ports();
  const made = await plan({ verb, environment: "local", definition, commit: undefined, allowDestroy }, ports);
  return requestRun(made, { because: "seaway up", allowDestroy, folder: "/", lockTimeoutMs }, ports);
}

export const never = (): AbortSignal => new AbortController().signal;

export const carryOutRun = (number: number, ports: Ports): Promise<number> => run(number, never(), ports);

/** Plans, asks and carries out. @returns the exit code */
export const up = async (world: ToyWorld, request: ToyRequest = {}): Promise<number> =>
  carryOutRun(await ask(world, request), world.ports());

/** Everything that a user could see of a world, in an order of its own. */
export const seen = (world: ToyWorld) => ({
  databases: sortedByName(world.databases),
  artifacts: [...world.artifacts].toSorted(),
  instances: sortedByName(world.instances),
  pointers: sortedByName(world.pointers),
});

const sortedByName = <Value>(map: ReadonlyMap<string, Value>): [string, Value][] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
