import type { MachineDefinition, ProjectDefinition } from "../../model/definition.ts";
import { failure } from "../../model/errors/failure.ts";
import { nearestName } from "../../std/nearest-name.ts";

/** @throws SEA-3205 */
export function findMachine(name: string, { machines = [] }: Pick<ProjectDefinition, "machines">): MachineDefinition {
  const found = machines.find((machine) => machine.name === name);
  if (found !== undefined) return found;
  const known = machines.map((machine) => machine.name);
  const nearest = nearestName(name, known);
  throw failure("SEA-3205", { name, known, ...(nearest === undefined ? {} : { nearest }) });
}
