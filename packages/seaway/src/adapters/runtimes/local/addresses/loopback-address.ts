import type { EnvironmentRecord } from "../snapshot/snapshot.ts";

/** 127.77.E.254 anchors the environment; names take what is below. */
const HIGHEST = 250;

/** The address that a name has inside its environment; a new name gets the lowest S that is free. */
export function addressOf(environment: EnvironmentRecord, name: string): string {
  const taken = new Set(Object.values(environment.names));
  let free = 1;
  while (taken.has(free)) free += 1;
  if (environment.names[name] === undefined && free > HIGHEST) throw new Error(`an environment has ${HIGHEST} names at most`);
  return `127.77.${environment.number}.${(environment.names[name] ??= free)}`;
}
