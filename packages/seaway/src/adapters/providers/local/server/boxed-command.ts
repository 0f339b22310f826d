import type { Command } from "../../../../engine/ports/connection.ts";
import type { LocalWorld } from "../local-world.ts";
import type { DatabasePlace } from "./database-place.ts";
import { loginEnvironment, type PostgresLogin } from "./psql.ts";

/**
 * A program of PostgreSQL on somebody's SQL, in the environment's box and as the application's role: psql has commands that start a shell.
 * @param access what it may do in its folder
 */
export function boxedCommand(
  world: LocalWorld,
  place: DatabasePlace,
  login: PostgresLogin,
  { argv, folder, access }: { readonly argv: readonly string[]; readonly folder: string; readonly access: "read" | "write" },
): Command {
  const { project } = world.place(place.environment);
  return {
    argv,
    cwd: folder,
    env: loginEnvironment(login),
    secrets: [login.password],
    sandbox: {
      identity: `environment:${project}/${place.environment}`,
      read: [login.programs.root, place.socketFolder, ...(access === "read" ? [folder] : [])],
      write: access === "write" ? [folder] : [],
    },
  };
}
