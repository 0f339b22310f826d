import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, cpSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer, type NetConnectOpts } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { StandInstructions, StandMigration, StandPostgres, StandService, StandTrouble } from "./instructions.ts";
import { listensOnLoopback } from "./listens-on-loopback.ts";

/*
 * A private copy of the whole system with one suite in it, as a program: `node stand.ts`, instructions on standard input. It is process 2
 * of a process tree and a network of its own, so whatever it starts goes with it, however it ends; nobody has to tidy up.
 * Nothing but Node's own modules is imported: the box that it runs in holds this folder and no packages.
 */
const NO_STAND = 70;
const READY_WITHIN_MS = 60_000;
/** A traceback through a framework is long, and what a server says of its dead workers comes behind it. */
const TAIL = 200;

class Trouble extends Error {
  readonly trouble: StandTrouble;
  constructor(part: string, what: string, log?: string) {
    super(what);
    this.trouble = { part, what, tail: log === undefined ? [] : lastLines(log) };
  }
}

const lastLines = (file: string): readonly string[] => readFileSync(file, "utf8").trimEnd().split("\n").slice(-TAIL);

const { postgres, migrations, services, suite, alone, limitMs, troubleFile } = JSON.parse(await text(process.stdin)) as StandInstructions;
setTimeout(() => process.exit(137), limitMs).unref();
try {
  if (postgres) await startPostgres(postgres);
  migrations.forEach(runMigration);
  await Promise.all(services.map(startService));
} catch (thrown) {
  if (!(thrown instanceof Trouble)) throw thrown;
  writeFileSync(troubleFile, JSON.stringify(thrown.trouble));
  process.exit(NO_STAND);
}
const [program = "", ...rest] = suite.argv;
const running = spawn(program, rest, { cwd: suite.cwd, env: suite.env, stdio: ["ignore", "inherit", "inherit"] });
process.on("SIGTERM", () => running.kill("SIGTERM"));
process.exit(await ended(running));

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(127);
    });
    child.once("close", (code, signal) => resolve(code ?? (signal === "SIGTERM" ? 143 : 137)));
  });
}

/** The server, its roles and databases; nothing of it outlives this process, so nothing of it waits for the disk. */
async function startPostgres({ bin, template, dataFolder, socketFolder, log, databases }: StandPostgres): Promise<void> {
  const quick = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "unix_socket_permissions=0700"];
  cpSync(template, dataFolder, { recursive: true });
  chmodSync(dataFolder, 0o700);
  const output = openSync(log, "a");
  const server = spawn(join(bin, "postgres"), ["-D", dataFolder, "-k", socketFolder, ...quick.flatMap((one) => ["-c", one])], {
    env: { LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin" },
    stdio: ["ignore", output, output],
  });
  const sql = (database: string, user: string, password: string, ...words: readonly string[]) =>
    spawnSync(join(bin, "psql"), ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", ...words], {
      env: {
        PGHOST: socketFolder,
        PGUSER: user,
        PGPASSWORD: password,
        PGDATABASE: database,
        LC_ALL: "C.UTF-8",
        PATH: "/usr/bin:/bin",
        HOME: "/nonexistent",
      },
      encoding: "utf8",
    });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (sql("postgres", "seaway_admin", "", "-c", "select 1").status !== 0) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Trouble("PostgreSQL", "did not start", log);
    await sleep(10);
  }
  for (const { name, role, password, files, address } of databases) {
    const made = sql(
      "postgres",
      "seaway_admin",
      "",
      ...["-v", `name=${name}`, "-v", `role=${role}`, "-v", `password=${password}`, "-f", join(import.meta.dirname, "make-database.sql")],
    );
    if (made.status !== 0) throw new Trouble(`database ${name}`, `could not be made: ${made.stderr.trim()}`);
    for (const { path, alone: bare } of files) {
      const filled = sql(name, role, password, ...(bare ? [] : ["--single-transaction"]), "-f", path);
      if (filled.status !== 0) throw new Trouble(`database ${name}`, `could not be filled: ${filled.stderr.trim()}`);
    }
    if (address !== undefined) await servePipe(address, 5432, { path: join(socketFolder, ".s.PGSQL.5432") });
  }
}

function servePipe(address: string, port: number, to: NetConnectOpts): Promise<void> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const other = connect({ ...to, allowHalfOpen: true });
    client.on("error", () => other.destroy());
    other.on("error", () => client.destroy());
    client.pipe(other).pipe(client);
  });
  return new Promise((resolve, reject) => server.once("error", reject).listen(port, address, resolve));
}

function runMigration({ name, argv, cwd, env, log }: StandMigration): void {
  const output = openSync(log, "a");
  const [executable = "", ...words] = argv;
  const { status, error } = spawnSync(executable, words, { cwd, env, stdio: ["ignore", output, output] });
  if (status !== 0)
    throw new Trouble(`migration by ${name}`, error ? `could not be run: ${error.message}` : `failed (exit code ${status})`, log);
}

async function startService(service: StandService): Promise<void> {
  const { name, argv, cwd, env, log, address, port } = service;
  const output = openSync(log, "a");
  const [executable = "", ...words] = argv;
  const child = spawn(executable, words, { cwd, env, stdio: ["ignore", output, output] });
  let failed: string | undefined;
  child.once("error", (error) => (failed = `could not be started: ${error.message}`));
  child.once("exit", (code, signal) => (failed = `ended (${signal ?? `exit code ${code}`})`));
  if (address === undefined || port === undefined) return;
  const deadline = Date.now() + READY_WITHIN_MS;
  let led = false;
  while (!(await isReady(service))) {
    // A program that binds 127.0.0.1 whatever it is told; with the machine's own network that address is not the stand's.
    if (alone && !led && child.pid !== undefined && listensOnLoopback(child.pid, port)) {
      await servePipe(address, port, { host: "127.0.0.1", port });
      led = true;
    }
    if (failed !== undefined) throw new Trouble(name, failed, log);
    if (Date.now() > deadline) throw new Trouble(name, `was not ready within ${READY_WITHIN_MS / 1_000} s`, log);
    await sleep(25);
  }
}

/** The same question as in an environment: the declared health path, else `OPTIONS /`, which runs no view of Flask's. */
function isReady({ address, port, health }: StandService): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = request(
      { host: address, port, method: health === undefined ? "OPTIONS" : "GET", path: health ?? "/", agent: false, timeout: 5_000 },
      ({ statusCode = 0 }) => {
        resolve(health === undefined ? statusCode < 500 : statusCode >= 200 && statusCode < 300);
        asking.destroy();
      },
    );
    asking.on("timeout", () => asking.destroy());
    asking.on("error", () => resolve(false));
    asking.end();
  });
}
