import { readMachines, readStatus } from "./read-status.ts";
import type { Run } from "./invocation.ts";
import { openEnvironment } from "./open-environment.ts";
import { renderStatus } from "./render/status.ts";

/** What runs where: read from the world, for every environment or the given one. */
export const run: Run = async ({ flags }, io) => {
  const { project, environment, defaulted } = await openEnvironment(flags);
  const names = defaulted ? Object.keys(project.definition.environments) : [environment];
  // Once, also while it is watched: a login a second would fill the log of a machine.
  const asked = readMachines(project);
  const read = async (): Promise<string> => {
    const [environments, machines] = await Promise.all([Promise.all(names.map((name) => readStatus(project, name))), asked]);
    const facts = { project: project.definition.name, environments, ...(machines.length === 0 ? {} : { machines }), now: io.now() };
    return io.screen.mode === "json" ? JSON.stringify({ v: 1, ...facts }) : renderStatus(facts, io.outStyle);
  };
  if (flags.has("watch")) await (await import("./watch-status.ts")).watchStatus(read, io);
  else io.out(await read());
  return 0;
};
