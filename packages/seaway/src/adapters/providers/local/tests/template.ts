import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { runIn } from "../durably.ts";
import type { LocalWorld } from "../local-world.ts";
import { asKnownUser } from "../server/data-folder.ts";
import { ADMINISTRATOR } from "../server/database-place.ts";
import type { PostgresPrograms } from "../server/postgres-programs.ts";

/** What the files are like; a change of it makes them anew. */
const FORMAT = 2;

/**
 * Files of a fresh server, made once and copied into each stand: `initdb` takes half a second, a copy in memory a twentieth. Everybody who
 * reaches its socket is let in; only the stand's own user does. There is nothing in it, so everybody may read it.
 */
export async function ensureTemplate(world: LocalWorld, programs: PostgresPrograms, acts: Acts, token: string): Promise<string> {
  const folder = join(world.cacheFolder, "postgresql", `template-${programs.major}-${FORMAT}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.making-${token}`;
  mkdirSync(join(making, ".."), { recursive: true });
  rmSync(making, { recursive: true, force: true });
  const argv = [
    ...asKnownUser(),
    join(programs.bin, "initdb"),
    ...[
      `--pgdata=${making}`,
      `--username=${ADMINISTRATOR}`,
      "--auth=trust",
      "--no-locale",
      "--encoding=UTF8",
      "--no-sync",
      "--wal-segsize=1",
    ],
  ];
  const command = { argv, cwd: world.cacheFolder, env: { LC_ALL: "C.UTF-8", PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/nonexistent" } };
  const { code, tail } = await runIn(join(acts.folder, "template", token), command, world.connection, acts.signal);
  if (code !== 0) throw failure("SEA-3102", { database: "of the tests" }, { log: tail });
  for (const entry of readdirSync(making, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(making, 0o755);
  try {
    renameSync(making, folder);
  } catch (cause) {
    if (!existsSync(folder)) throw cause; // another suite was first
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}
