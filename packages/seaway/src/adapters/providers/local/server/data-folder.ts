import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { ofAttempt, runIn, untilNotLost } from "../durably.ts";
import { isRoot } from "../local-world.ts";
import type { LocalWorld } from "../local-world.ts";
import { removeBeside } from "../remove-data.ts";
import type { DatabasePlace } from "./database-place.ts";
import { ADMINISTRATOR } from "./database-place.ts";
import { ensurePassword } from "./database-password.ts";
import type { PostgresPrograms } from "./postgres-programs.ts";

/** Major version of what lies in a data folder; undefined when there is none, or only a part of one. */
export function dataVersion(dataFolder: string): string | undefined {
  const file = join(dataFolder, "PG_VERSION");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/**
 * Makes the files of a server. The folder gets its name only when it is whole, so what stands under the name is never half.
 * @throws SEA-3102, SEA-3106
 */
export async function makeDataFolder(
  world: LocalWorld,
  place: DatabasePlace,
  programs: PostgresPrograms,
  acts: Acts,
  token: string,
): Promise<void> {
  const there = dataVersion(place.dataFolder);
  if (there === programs.major) return;
  if (there !== undefined) throw failure("SEA-3106", { database: place.name, found: there, wanted: programs.major });
  // A server whose files were taken away under it must not be found again as the one of the new folder.
  const where = world.place(place.environment);
  if ((await world.residents.observe(where, place.resident))?.running === true) await world.residents.stop(where, place.resident);
  removeBeside(place.dataFolder, "making", token);
  mkdirSync(dirname(place.dataFolder), { recursive: true, mode: 0o700 });
  const { value: password } = await ensurePassword(world, place.environment, place.administratorSecret);
  const making = (number: number): string => ofAttempt(`${place.dataFolder}.making-${token}`, number);
  let made = making(1);
  const result = await untilNotLost((number) => {
    made = making(number);
    const command = { ...initdb(programs, made, dirname(place.dataFolder)), stdin: password, secrets: [password] };
    return runIn(ofAttempt(join(acts.folder, "initdb"), number), command, world.connection, acts.signal);
  });
  if (result.code !== 0) {
    rmSync(made, { recursive: true, force: true });
    throw failure("SEA-3102", { database: place.name }, { log: result.tail });
  }
  renameSync(made, place.dataFolder);
  removeBeside(place.dataFolder, "making");
}

const initdb = (programs: PostgresPrograms, folder: string, cwd: string) => ({
  argv: [
    ...asKnownUser(),
    join(programs.bin, "initdb"),
    `--pgdata=${folder}`,
    `--username=${ADMINISTRATOR}`,
    "--auth=scram-sha-256",
    "--pwfile=/dev/stdin",
    "--no-locale",
    "--encoding=UTF8",
    "--no-sync",
  ],
  cwd,
  env: { LC_ALL: "C.UTF-8", PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/nonexistent" },
});

/**
 * `initdb` refuses uid 0, and one that has no line in /etc/passwd. In a user namespace it gets another one that has; no user has to be
 * made, and the files stay those of whoever runs Seaway.
 */
export function asKnownUser(): readonly string[] {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => Number(line.split(":")[2]))
    .filter((uid) => uid > 0);
  if (!isRoot() && users.includes(process.getuid?.() ?? 0)) return [];
  const uid = users[0] ?? 65_534;
  return ["unshare", "--user", `--map-user=${uid}`, `--map-group=${uid}`];
}
