import { createHash } from "node:crypto";
import { join } from "node:path";
import type { NodeIdentity } from "../../../../engine/ports/provider.ts";
import type { LocalWorld } from "../local-world.ts";

/** Name of the administrator that `initdb` makes; the application's role is called like its database and is none. */
export const ADMINISTRATOR = "seaway_admin";

/** Where one database of one environment lies, and what it is called on the way. */
export interface DatabasePlace {
  /** `users` of `database.users`. */
  readonly name: string;
  readonly environment: string;
  readonly dataFolder: string;
  readonly socketFolder: string;
  readonly resident: string;
  readonly pipe: string;
  readonly passwordSecret: string;
  readonly administratorSecret: string;
}

export function databasePlace(world: LocalWorld, { project, environment, node }: NodeIdentity): DatabasePlace {
  const name = node.slice(node.indexOf(".") + 1);
  // A socket's path ends at 107 bytes, so the two names that may be long are a digest here.
  const short = createHash("sha256").update(`${project}/${environment}`).digest("hex").slice(0, 8);
  return {
    name,
    environment,
    dataFolder: join(world.stateFolder, "data", environment, name),
    socketFolder: join(world.socketFolder, short, name),
    resident: node,
    pipe: `${node}.pipe`,
    passwordSecret: `${node}.password`,
    administratorSecret: `${node}.administrator-password`,
  };
}
