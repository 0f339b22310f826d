import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Acts, NodeIdentity } from "../../../../engine/ports/provider.ts";
import type { Artifact } from "../../../../model/artifact.ts";
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
export async function overlayRequirements(projectFolder: string, { path }: ServiceDefinition): Promise<Requirements> {
  const list = join(path, TEST_LIST);
  const own = existsSync(join(projectFolder, list)) ? withIncluded(projectFolder, list, []) : [];
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

export async function ensureOverlay(
  world: LocalWorld,
  { project, environment }: NodeIdentity,
  service: ServiceDefinition,
  acts: Acts,
): Promise<Overlay> {
  const interpreter = await interpreterFinder(join(world.cacheFolder, "interpreters.json"))(join(world.projectFolder, service.path));
  const requirements = await overlayRequirements(world.projectFolder, service);
  const folder = await ensureEnvironment(world, { service: service.name, project, environment, requirements, interpreter }, acts);
  return { environment: folder, packages: packagesOf(folder) };
}

export const hasPackage = ({ environment }: Pick<Artifact, "environment">, name: string): boolean =>
  existsSync(join(packagesOf(environment), name));

function packagesOf(environment: string): string {
  const lib = join(environment, "lib");
  const version = readdirSync(lib).find((name) => name.startsWith("python")) ?? "python3";
  return join(lib, version, "site-packages");
}
