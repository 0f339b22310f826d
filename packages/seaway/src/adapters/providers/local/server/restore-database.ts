import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import type { Command } from "../../../../engine/ports/connection.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { runIn } from "../durably.ts";
import type { LocalWorld } from "../local-world.ts";
import { boxedCommand } from "./boxed-command.ts";
import type { DatabasePlace } from "./database-place.ts";
import type { PostgresLogin } from "./psql.ts";

/** Everything that the application's role made, before what the file holds takes its place. */
const CLEAR = `
do $$
declare name text;
begin
  for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', name);
  end loop;
  create schema public;
end $$;
`;

/**
 * Puts a dump in the place of what a database holds, in one transaction: whoever reads meanwhile waits and keeps his connection, and
 * after a failure everything is as it was. Both programs run in the environment's box: a dump is somebody's SQL, and psql has commands that start a shell.
 * @throws SEA-3112 when the file is no dump or not whole, SEA-3113 when the database refuses it
 */
export async function restoreDatabase(
  world: LocalWorld,
  place: DatabasePlace,
  login: PostgresLogin,
  file: string,
  acts: Acts,
): Promise<void> {
  const folder = join(world.stateFolder, "restoring", place.environment, place.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    await acts.act("restore", async (token) => {
      const [dump, clear, sql] = ["dump", "clear.sql", "dump.sql"].map((name) => join(folder, name)) as [string, string, string];
      copyFileSync(file, dump);
      writeFileSync(clear, CLEAR);
      const boxed = (argv: readonly string[]): Command => {
        const command = boxedCommand(world, place, login, { argv, folder, access: "write" });
        return { ...command, env: { ...command.env, PGOPTIONS: "-c client_min_messages=warning" } };
      };
      const { bin } = login.programs;
      const toSql = boxed([join(bin, "pg_restore"), "--no-owner", "--no-privileges", `--file=${sql}`, dump]);
      const read = await runIn(join(acts.folder, token, "read"), toSql, world.connection, acts.signal);
      if (read.code !== 0) throw failure("SEA-3112", { file }, { log: read.tail });
      const words = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-o", "/dev/null", "-f", clear, "-f", sql];
      const put = await runIn(join(acts.folder, token, "put"), boxed([join(bin, "psql"), ...words]), world.connection, acts.signal);
      if (put.code !== 0) throw failure("SEA-3113", { database: place.name }, { log: put.tail });
      return null;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
