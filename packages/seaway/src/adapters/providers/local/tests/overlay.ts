import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Acts, NodeIdentity } from "../../../../engine/ports/provider.ts";
import type { ServiceDefinition } from "../../../../model/definition.ts";
import { digestOf } from "../../../../std/digest.ts";
import type { LocalWorld } from "../local-world.ts";
import { interpreterFinder } from "../python/interpreter.ts";
import { ensureEnvironment } from "../python/python-environment.ts";
import { findRequirement, withIncluded, type Requirements } from "../python/requirements.ts";

/** What teams call the list of what only their tests need. */
const TEST_LIST = "requirements-test.txt";

const PYTEST = 'pytest==8.4.2; python_version >= "3.9"\npytest==7.0.1; python_version < "3.9"';
const COVERAGE = 'coverage==7.10.7; python_version >= "3.9"\ncoverage==6.2; python_version < "3.9"';

/**
 * What a suite needs beside its service: the service's own `requirements-test.txt`, and Seaway's pinned pytest and coverage where it
 * does not name them. It lies behind the service's own packages, which are tested as they ship.
 */
export async function overlayRequirements(projectFolder: string, service: ServiceDefinition): Promise<Requirements> {
  const { path } = service;
  const own = testList(projectFolder, service);
  const lines = [
    ...(own.length === 0 ? [] : [`-r ${TEST_LIST}`]),
    ...(findRequirement(own, "pytest") === undefined ? [PYTEST] : []),
    ...(findRequirement(own, "coverage") === undefined ? [COVERAGE] : []),
  ];
  const files = [{ path: join(path, "tests-of-seaway.txt"), content: `${lines.join("\n")}\n` }, ...own];
  const contents = files.map((file) => [file.path.slice(path === "." ? 0 : path.length + 1), file.content]);
  return { files, from: "requirements.txt", digest: `sha256:${await digestOf(contents)}` };
}

export interface Overlay {
  /** Its environment, to be readable in the box. */
  readonly environment: string;
  readonly packages: string;
}

/** Environments that only tests need, one line each: no bundle names them, and yet the next run is to find them. */
const inUse = (stateFolder: string, project: string, service: string): string => join(stateFolder, "overlays", `${project}.${service}`);

export const overlaysInUse = (stateFolder: string): readonly string[] => {
  const folder = join(stateFolder, "overlays");
  return existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8").trim()) : [];
};

export async function ensureOverlay(
  world: LocalWorld,
  { project, environment }: NodeIdentity,
  service: ServiceDefinition,
  acts: Acts,
): Promise<Overlay> {
  const interpreter = await interpreterFinder(join(world.cacheFolder, "interpreters.json"))(join(world.projectFolder, service.path));
  const requirements = await overlayRequirements(world.projectFolder, service);
  const folder = await ensureEnvironment(world, { service: service.name, project, environment, requirements, interpreter }, acts);
  const note = inUse(world.stateFolder, project, service.name);
  mkdirSync(dirname(note), { recursive: true, mode: 0o700 });
  writeFileSync(note, `${basename(folder)}\n`, { mode: 0o600 });
  return { environment: folder, packages: packagesOf(folder) };
}

/** Whether pytest is asked for by the list of what only the tests need. */
export const asksForPytest = (projectFolder: string, service: ServiceDefinition): boolean =>
  findRequirement(testList(projectFolder, service), "pytest") !== undefined;

function testList(projectFolder: string, { path }: ServiceDefinition): ReturnType<typeof withIncluded> {
  const list = join(path, TEST_LIST);
  return existsSync(join(projectFolder, list)) ? withIncluded(projectFolder, list, []) : [];
}

function packagesOf(environment: string): string {
  const lib = join(environment, "lib");
  const version = readdirSync(lib).find((name) => name.startsWith("python")) ?? "python3";
  return join(lib, version, "site-packages");
}
