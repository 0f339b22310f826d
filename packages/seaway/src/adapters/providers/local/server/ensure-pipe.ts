import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LocalWorld } from "../local-world.ts";
import type { DatabasePlace } from "./database-place.ts";

const PIPE = fileURLToPath(new URL("./tcp-pipe.ts", import.meta.url));
const PORT = 5432;

/**
 * Lets services reach the database by host and port: a process of its own on the database's loopback address, with no more rights than
 * the environment's services have.
 * @returns the address and port to connect to.
 */
export async function ensurePipe(world: LocalWorld, place: DatabasePlace): Promise<{ readonly host: string; readonly port: number }> {
  const where = world.place(place.environment);
  const host = await world.residents.address(where, place.name);
  const node = process.execPath;
  await world.residents.ensure(where, {
    id: place.pipe,
    job: {
      argv: [node, "--disable-warning=ExperimentalWarning", PIPE, host, String(PORT), join(place.socketFolder, ".s.PGSQL.5432")],
      cwd: "/",
      env: { PATH: "/usr/bin:/bin", LANG: "C.UTF-8" },
      sandbox: {
        identity: `environment:${where.project}/${where.environment}`,
        read: [dirname(dirname(node)), dirname(PIPE), place.socketFolder],
        write: [],
      },
    },
    stop: { signal: "SIGTERM", graceMs: 1_000 },
  });
  return { host, port: PORT };
}
