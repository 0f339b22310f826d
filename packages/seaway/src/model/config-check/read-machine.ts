import type { MachineDefinition } from "../definition.ts";
import { machineProperties, type Machine } from "../machine.ts";
import { readProps } from "../properties/property.ts";
import type { Notes } from "./spot.ts";

export function readMachine(machine: Machine, notes: Notes): MachineDefinition {
  const spot = { notes, node: `machine ${machine.node}`, property: "", site: machine.site, argument: 1, path: [] };
  const { host = "", ...rest } = readProps(machineProperties, machine.props, spot);
  return { name: machine.node, host, ...rest };
}
