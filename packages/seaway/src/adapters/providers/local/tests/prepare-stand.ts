import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Acts } from "../../../../engine/ports/provider.ts";
import type { Command } from "../../../../engine/ports/connection.ts";
import type { Artifact } from "../../../../model/artifact.ts";
import type { ServiceDefinition } from "../../../../model/definition.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { DEFAULT_TESTS } from "../../../../model/properties/tests.ts";
import { buildNode } from "../../../../engine/plan/settings.ts";
import { mustHave } from "../../../../std/must-have.ts";
import { commandOnPort, gunicornArguments } from "../../../runtimes/local/instances/command-on-port.ts";
import { findProgram, programPath } from "../../../runtimes/local/instances/find-program.ts";
import { isAlone } from "../server/migrate-database.ts";
import { migrationFiles } from "../server/migration-files.ts";
import { installPrograms } from "../server/postgres-programs.ts";
import { recordStand, removeStand, standFolder } from "./leftover-stands.ts";
import { ensureOverlay, type Overlay } from "./overlay.ts";
import type { Stand } from "./run-stand.ts";
import type { StandDatabase, StandInstructions, StandMigration, StandService } from "./stand/instructions.ts";
import { databaseUri, standNames, standSettings, suiteDatabase, type StandNames } from "./stand-settings.ts";
import { ensureTemplate } from "./template.ts";

/** Part of a stand that lives in memory: a database of a few thousand files takes a twentieth of the time there. */
const MEMORY = "memory";
const PROGRAM = fileURLToPath(new URL("stand", import.meta.url));

/** Makes the files of a stand, and the command that is all of it. */
export async function prepareStand(stand: Stand, acts: Acts, token: string, job: string): Promise<Command> {
  const { world, identity: node, service, services, databases } = stand;
  const test = service.test || DEFAULT_TESTS;
  const folder = standFolder(world, token);
  await removeStand(world, token);
  const socketFolder = mkdtempSync(join(tmpdir(), "seaway-tests-"));
  const identity = `test:${node.project}/${node.environment}/${service.name}`;
  const names = standNames(services, databases, { network: test.network, socketFolder });
  const secrets = [...names.databases.map(({ password }) => password), ...names.secrets.values()];
  recordStand(world, token, { job, socketFolder, identity, secrets });
  const overlay = await ensureOverlay(world, node, service, acts);
  for (const name of ["results/logs", "home", MEMORY]) mkdirSync(join(folder, name), { recursive: true });

  const postgres = await preparePostgres(stand, names, folder, acts, token);
  const workspace = copySources(stand, folder);
  const hosts = join(folder, "hosts");
  writeFileSync(hosts, hostsText(stand, names), { mode: 0o644 });
  const instructions: StandInstructions = {
    ...(postgres === undefined ? {} : { postgres: postgres.instructions }),
    migrations: migrationsIn(stand, names, folder),
    services: services.map((other) => serviceIn(other, stand, names, folder)),
    suite: suiteIn(stand, names, { folder, workspace, overlay }),
    limitMs: test.timeoutMs + 60_000,
    alone: !test.network,
    troubleFile: join(folder, "results", "trouble.json"),
  };
  const artifacts = services.map((other) => artifactOf(other, stand));
  acts.progress("runs its tests");
  return {
    argv: [realpathSync(process.execPath), "--disable-warning=ExperimentalWarning", join(PROGRAM, "stand.ts")],
    cwd: folder,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" },
    stdin: JSON.stringify(instructions),
    secrets,
    sandbox: {
      identity,
      read: [
        ...new Set([
          realpathSync(process.execPath),
          PROGRAM,
          overlay.environment,
          ...artifacts.flatMap((artifact) => [artifact.folder, artifact.environment, artifact.interpreter]),
          ...(postgres?.read ?? []),
        ]),
      ],
      write: [folder, socketFolder],
      memory: [join(folder, MEMORY)],
      mounts: emptyVolumes(services, folder),
      hosts,
      // Sockets of what serves: an address that was written down must lead nowhere.
      hide: [world.socketFolder],
      ...(test.network ? {} : { network: "none" as const }),
    },
  };
}

const artifactOf = ({ name }: ServiceDefinition, { upstream }: Stand): Artifact =>
  mustHave(upstream[buildNode(name)], `artifact of ${name}`) as unknown as Artifact;

async function preparePostgres({ world, databases, service }: Stand, names: StandNames, folder: string, acts: Acts, token: string) {
  const first = databases[0];
  if (first === undefined) return undefined;
  const programs = await installPrograms(world, first.version, acts, token);
  const template = await ensureTemplate(world, programs, acts, token);
  const dataFolder = join(folder, MEMORY, "data");
  const forward = await Promise.all(databases.map((database) => migrationFiles(world.projectFolder, database)));
  const made = names.databases.flatMap(({ definition, password, tcp }, index): StandDatabase[] => {
    const { databaseName: role, schema, seed } = definition;
    const copied = (file: string): string => copyFile(world.projectFolder, file, join(folder, "sql"));
    const files = [
      ...[schema, seed].flatMap((file) => (file === undefined ? [] : [{ path: copied(file), alone: false }])),
      ...(forward[index] ?? []).map(({ name, sql }) => ({ path: copied(name), alone: isAlone(sql) })),
    ];
    return [
      { name: role, role, password, files, ...(tcp ? { address: names.addressOf(definition.name) } : {}) },
      { name: suiteDatabase(definition), role, password, files: [] },
    ];
  });
  if (!made.every(({ name }) => name.length <= 63))
    throw failure("SEA-4206", { service: service.name, part: "database", what: "has a name that is too long" });
  const log = join(folder, "results", "logs", "postgresql.log");
  return {
    read: [programs.root, template],
    instructions: { bin: programs.bin, template, dataFolder, socketFolder: names.socketFolder, log, databases: made },
  };
}

/** An empty folder for each volume. All services share one box, so two volumes at one path are one folder. */
function emptyVolumes(services: readonly ServiceDefinition[], folder: string): { folder: string; path: string }[] {
  return [...new Set(services.flatMap(({ volume }) => (volume ? [volume.path] : [])))].map((path, index) => {
    const empty = join(folder, "volumes", String(index + 1));
    mkdirSync(empty, { recursive: true });
    return { folder: empty, path };
  });
}

function copyFile(projectFolder: string, file: string, into: string): string {
  const copy = join(into, file);
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(join(projectFolder, file), copy);
  return copy;
}

/** The service's sources as they were built, writable, and the SQL files of the project, each at its own place. @returns the service's folder */
function copySources(stand: Stand, folder: string): string {
  const { world, service, databases } = stand;
  const workspace = join(folder, "workspace", service.path);
  cpSync(artifactOf(service, stand).folder, workspace, { recursive: true });
  chmodSync(workspace, 0o755);
  for (const entry of readdirSync(workspace, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
  for (const file of databases.flatMap(({ schema, seed }) => [schema, seed])) {
    if (file !== undefined) copyFile(world.projectFolder, file, join(folder, "workspace"));
  }
  return workspace;
}

function hostsText({ services, databases }: Stand, { addressOf }: StandNames): string {
  const named = [...services, ...databases].map(({ name }) => `${addressOf(name)} ${name}`);
  return ["127.0.0.1 localhost", "::1 localhost", `127.0.1.1 ${hostname()}`, ...named, ""].join("\n");
}

const BASIC = { LANG: "C.UTF-8", PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1" } as const;

function serviceIn(service: ServiceDefinition, stand: Stand, names: StandNames, folder: string): StandService {
  const { name, port, health, command } = service;
  const artifact = artifactOf(service, stand);
  const home = join(folder, "home");
  const settings = standSettings(service, stand.services, names, ({ databaseName }) => databaseName);
  const path = programPath(artifact.environment);
  const address = names.addressOf(name);
  const [program = "", ...words] = port === undefined ? command : commandOnPort(command, port, address);
  const found = findProgram(program, artifact.folder, settings["PATH"] ?? path);
  if (found === undefined) throw failure("SEA-4206", { service: stand.service.name, part: name, what: `has no program "${program}"` });
  return {
    name,
    argv: [found, ...words],
    cwd: artifact.folder,
    env: {
      ...{ PATH: path, HOME: home, TMPDIR: home, ...BASIC, ...settings },
      // One worker that can't start ends all of them; nobody's request is worth waiting for here.
      GUNICORN_CMD_ARGS: `${gunicornArguments(port, settings["GUNICORN_CMD_ARGS"] ?? "", address)} --graceful-timeout 1`.trim(),
      ...(port === undefined
        ? {}
        : { PORT: String(port), FLASK_RUN_PORT: String(port), UVICORN_PORT: String(port), FLASK_RUN_HOST: address }),
    },
    log: join(folder, "results", "logs", `${name}.log`),
    ...(port === undefined ? {} : { address, port }),
    ...(health === undefined ? {} : { health }),
  };
}

/** The commands that bring databases forward, each in its service's bundle and with its settings. */
function migrationsIn(stand: Stand, names: StandNames, folder: string): StandMigration[] {
  return stand.databases.flatMap(({ migrate }) => {
    if (migrate === undefined || !("command" in migrate)) return [];
    const service = mustHave(
      stand.services.find(({ name }) => name === migrate.service),
      `service ${migrate.service}`,
    );
    const { port: _port, health: _health, ...once } = service;
    const migration = serviceIn({ ...once, command: migrate.command }, stand, names, folder);
    return [{ ...migration, log: join(folder, "results", "logs", `${service.name}-migration.log`) }];
  });
}

function suiteIn(
  stand: Stand,
  names: StandNames,
  at: { readonly folder: string; readonly workspace: string; readonly overlay: Overlay },
): StandInstructions["suite"] {
  const { service, only } = stand;
  const { folder, workspace, overlay } = at;
  const { command } = service.test || DEFAULT_TESTS;
  const artifact = artifactOf(service, stand);
  const settings = standSettings(service, stand.services, names, suiteDatabase);
  const results = join(folder, "results");
  const junit = join(results, "junit.xml");
  const own = names.databases.find(({ definition }) => JSON.stringify(service.env).includes(`"${definition.name}.`)) ?? names.databases[0];
  const uri = own === undefined ? {} : { DATABASE_URI: databaseUri(own, names, suiteDatabase(own.definition)) };
  const path = programPath(artifact.environment);
  const env = {
    ...{ PATH: path, HOME: join(folder, "home"), TMPDIR: join(folder, "home"), ...BASIC, ...settings, ...uri },
    ...(uri.DATABASE_URI === undefined ? {} : { TEST_DATABASE_URI: uri.DATABASE_URI }),
    JUNIT_FILE: junit,
  };
  if (command !== undefined) {
    const [program = "", ...words] = command;
    return { argv: [findProgram(program, workspace, path) ?? program, ...words, ...only], cwd: workspace, env };
  }
  const pytest = [...["-p", "no:cacheprovider", "-o", "junit_family=xunit1", `--junitxml=${junit}`], ...only];
  return {
    argv: [
      join(artifact.environment, "bin", "python"),
      join(PROGRAM, "run-pytest.py"),
      overlay.packages,
      join(results, "measured.json"),
      ...pytest,
    ],
    cwd: workspace,
    env,
  };
}
