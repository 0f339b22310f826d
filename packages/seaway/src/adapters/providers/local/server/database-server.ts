import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { isRoot } from "../local-world.ts";
import type { LocalWorld } from "../local-world.ts";
import type { DatabasePlace } from "./database-place.ts";
import { ADMINISTRATOR } from "./database-place.ts";
import { readPassword } from "./database-password.ts";
import type { PostgresPrograms } from "./postgres-programs.ts";
import type { PostgresLogin } from "./psql.ts";
import { PsqlError, query } from "./psql.ts";

/** How long a start may take: after a power cut the journal is replayed first. */
const READY_LIMIT_MS = 60_000;
const POLL_MS = 10;
/** A server that the runtime had to start this often does not come up by waiting. */
const RESTARTS_LIMIT = 3;

/**
 * Starts the server when it is not running, and waits until a connection to it succeeds.
 * @returns a login as its administrator.
 * @throws SEA-3103, SEA-3105, SEA-3108, SEA-3109
 */
export async function startServer(world: LocalWorld, place: DatabasePlace, programs: PostgresPrograms, acts: Acts): Promise<PostgresLogin> {
  const login = await administratorLogin(world, place, programs);
  const { project } = world.place(place.environment);
  await openSocketFolder(world, place, project);
  if (!(await world.residents.observe({ project, environment: place.environment }, place.resident))?.running)
    removeStaleLock(place.dataFolder);
  await world.residents.ensure(world.place(place.environment), {
    id: place.resident,
    job: {
      argv: [join(programs.bin, "postgres"), "-D", place.dataFolder, "-k", place.socketFolder, ...settings(programs)],
      cwd: place.dataFolder,
      env: { LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin", HOME: "/nonexistent" },
      unprivilegedUser: isRoot(),
    },
    ownFolder: true,
    stop: { signal: "SIGINT", graceMs: 10_000 },
  });
  await untilReady(world, place, login, acts.signal);
  return login;
}

function settings({ major }: PostgresPrograms): readonly string[] {
  const all = [
    "listen_addresses=", // Unix sockets only
    `unix_socket_permissions=${isRoot() ? "0777" : "0700"}`, // as root the folder decides who gets through
    "log_min_error_statement=panic", // a statement may hold what its application keeps secret
    "log_line_prefix=", // the log that takes these lines has times of its own
    // After a kill, one call for the whole disk in the place of one for each of a thousand files: 0.15 s, not 1.6 s. 13 does not know it.
    ...(Number(major) < 14 ? [] : ["recovery_init_sync_method=syncfs"]),
  ];
  return all.flatMap((setting) => ["-c", setting]);
}

async function administratorLogin(world: LocalWorld, place: DatabasePlace, programs: PostgresPrograms): Promise<PostgresLogin> {
  const { value: password } = await readPassword(world.secrets, place.environment, place.administratorSecret);
  return { programs, socketFolder: place.socketFolder, user: ADMINISTRATOR, password, database: "postgres" };
}

/** As root: root and the environment's own group get through it, so another environment's processes don't. */
async function openSocketFolder(world: LocalWorld, place: DatabasePlace, project: string): Promise<void> {
  const socket = join(place.socketFolder, ".s.PGSQL.5432");
  if (Buffer.byteLength(socket) > 107) throw failure("SEA-3108", { path: socket });
  const identity = await world.identityFor(`environment:${project}/${place.environment}`);
  mkdirSync(place.socketFolder, { recursive: true, mode: 0o700 });
  if (identity === undefined) return;
  chownSync(place.socketFolder, 0, identity.gid);
  chmodSync(place.socketFolder, 0o710);
  // The way to it: whoever knows the name passes, nobody lists. A folder that is open already stays as it is.
  for (const folder of [dirname(place.socketFolder), world.socketFolder, dirname(world.socketFolder)]) {
    const mode = statSync(folder).mode & 0o777;
    if ((mode & 0o011) !== 0o011) chmodSync(folder, mode | 0o011);
  }
}

/** After a reboot the pid in PostgreSQL's lock file may be somebody else's, which PostgreSQL would take for a server. */
function removeStaleLock(dataFolder: string): void {
  const lock = join(dataFolder, "postmaster.pid");
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, "utf8").split("\n", 1)[0]);
  if (!argumentsOf(pid).includes(dataFolder)) rmSync(lock, { force: true });
}

function argumentsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

async function untilReady(world: LocalWorld, place: DatabasePlace, login: PostgresLogin, signal: AbortSignal): Promise<void> {
  const sinceMs = world.clock.now();
  const where = world.place(place.environment);
  const restartsBefore = (await world.residents.observe(where, place.resident))?.restarts ?? 0;
  for (;;) {
    try {
      await query(login, "select 1");
      return;
    } catch (cause) {
      if (!(cause instanceof PsqlError)) throw cause;
      if (/authentication failed|role .* does not exist/.test(cause.message)) {
        throw failure("SEA-3105", { database: place.name, message: cause.message }, { cause });
      }
      const observed = await world.residents.observe(where, place.resident);
      const waitedMs = world.clock.now() - sinceMs;
      if (waitedMs > READY_LIMIT_MS || (observed?.restarts ?? 0) - restartsBefore >= RESTARTS_LIMIT) {
        throw failure("SEA-3103", { database: place.name, waitedMs }, { cause, log: lastLines(observed?.log) });
      }
    }
    await world.clock.sleep(POLL_MS, signal);
  }
}

const lastLines = (log: string | undefined): readonly string[] =>
  log !== undefined && existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-20) : [];
