import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Acts } from "../../../../engine/ports/provider.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { digestOf } from "../../../../std/digest.ts";
import { ofAttempt, runIn, untilNotLost } from "../durably.ts";
import { isRoot } from "../local-world.ts";
import type { LocalWorld } from "../local-world.ts";
import { claimBuild, holdsBuild, releaseBuild } from "./build-claim.ts";
import { installCommand, makeCommand } from "./install-command.ts";
import type { InstallPlace } from "./install-command.ts";
import { installFailure } from "./install-failure.ts";
import { copySettings, installerSettings, SETTINGS_COPIES } from "./installer-settings.ts";
import type { Interpreter } from "./interpreter.ts";
import { projectDependencies } from "./project-dependencies.ts";
import type { Requirements, RequirementsFile } from "./requirements.ts";
import { buildIdentity } from "../../../connections/local/identities.ts";
import { removeSealed, sealFolder } from "./seal-folder.ts";

/** Seconds pass while somebody else installs; this is how late their end is noticed. */
const LOOK_AGAIN_MS = 50;

export const environmentsFolder = (stateFolder: string): string => join(stateFolder, "environments");
export const claimFile = (folder: string): string => `${folder}.claim`;

/** By requirements and interpreter, so services that declare the same share one. */
export async function environmentKey(
  requirements: Pick<Requirements, "digest">,
  { version, platform, executable }: Interpreter,
): Promise<string> {
  return (await digestOf([requirements.digest, version, platform, executable])).slice(0, 20);
}

/** Beside it, and written when everything else is there: scripts hold the environment's own path, so no rename can say so. */
const marker = (folder: string): string => `${folder}.complete`;

/** Its interpreter included, which may have been uninstalled since. */
export const isWhole = (folder: string): boolean => existsSync(marker(folder)) && existsSync(join(folder, "bin", "python"));

export function removeEnvironment(folder: string): void {
  rmSync(marker(folder), { force: true });
  removeSealed(folder);
}

export interface EnvironmentBuild {
  readonly service: string;
  readonly project: string;
  /** For which environment of the project it is built. */
  readonly environment: string;
  readonly requirements: Requirements;
  readonly interpreter: Interpreter;
}

/**
 * Makes a Python environment, once, also when several builds need it at the same time or an engine died over it.
 * @returns its folder.
 * @throws SEA-4101, SEA-4104, SEA-4105, SEA-4106; nothing is left of it then.
 */
export async function ensureEnvironment(world: LocalWorld, build: EnvironmentBuild, acts: Acts): Promise<string> {
  const folder = join(environmentsFolder(world.stateFolder), await environmentKey(build.requirements, build.interpreter));
  const claim = claimFile(folder);
  mkdirSync(dirname(folder), { recursive: true });
  while (!isWhole(folder)) {
    acts.signal.throwIfAborted();
    const commands = claimBuild(claim, acts.folder, world.place(build.environment));
    if (commands === undefined) {
      acts.progress("waits for the same dependencies of another service");
      await world.clock.sleep(LOOK_AGAIN_MS, acts.signal);
      continue;
    }
    try {
      await makeEnvironment(world, build, { ...acts, signal: whileHeld(claim, acts.signal) }, folder, commands);
    } catch (thrown) {
      if (holdsBuild(claim)) removeEnvironment(folder);
      throw thrown;
    } finally {
      releaseBuild(claim);
    }
  }
  return folder;
}

/** Ends the commands of a build only as long as the build is ours: an engine that took it over waits for the same ones. */
function whileHeld(claim: string, signal: AbortSignal): AbortSignal {
  const ending = new AbortController();
  signal.addEventListener("abort", () => holdsBuild(claim) && ending.abort(signal.reason), { once: true });
  return ending.signal;
}

/** @throws SEA-8101 when somebody took the build over: what lies there is his. */
function mustHold(world: LocalWorld, { environment }: EnvironmentBuild, folder: string): void {
  if (!holdsBuild(claimFile(folder))) throw failure("SEA-8101", { ...world.place(environment), holder: undefined });
}

async function makeEnvironment(world: LocalWorld, build: EnvironmentBuild, acts: Acts, folder: string, commands: string): Promise<void> {
  const { service, project, interpreter, requirements } = build;
  // As root, who builds for one project must not be able to plant packages for another.
  const packages = join(world.cacheFolder, "packages", ...(isRoot() ? [project] : []));
  mkdirSync(packages, { recursive: true });
  await untilNotLost(async (number) => {
    const [make, install] = [join(ofAttempt(commands, number), "make"), join(ofAttempt(commands, number), "install")];
    // Commands that were begun work in this folder already, and an installer's settings lie there.
    if (!existsSync(make)) await prepare(folder, build);
    const place: InstallPlace = { folder, packages, identity: buildIdentity(project), interpreter, installer: installerSettings(folder) };
    const made = await runIn(make, makeCommand(place), world.connection, acts.signal);
    if (made.code !== 0) throw failure("SEA-4106", { interpreter: interpreter.executable }, { log: made.tail });
    const lists = listsIn(folder, requirements);
    if (lists.length === 0) return;
    mustHold(world, build, folder);
    acts.progress(`installs ${requirements.from}`);
    const installed = await runIn(install, installCommand(place, lists), world.connection, acts.signal);
    if (installed.code !== 0) throw installFailure(service, installed, requirements.files);
  });
  mustHold(world, build, folder);
  for (const name of [".home", ".tmp", ...SETTINGS_COPIES]) rmSync(join(folder, name), { recursive: true, force: true });
  sealFolder(folder);
  writeFileSync(marker(folder), "");
}

/** The empty folder with what the installer reads: the lists, and the user's settings. */
async function prepare(folder: string, { requirements, interpreter }: EnvironmentBuild): Promise<void> {
  removeEnvironment(folder);
  for (const name of [".home", ".tmp"]) mkdirSync(join(folder, name), { recursive: true });
  copySettings(folder);
  const { files, from } = requirements;
  for (const file of files) {
    const copy = listIn(folder, file);
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, from === "pyproject.toml" ? `${(await projectDependencies(file, interpreter)).join("\n")}\n` : file.content);
  }
}

const LISTS = ".requirements";

/** An installer goes by the name: what was read out of a `pyproject.toml` is no TOML any more. */
const listIn = (folder: string, { path }: RequirementsFile): string => join(folder, LISTS, path.replace(/\.toml$/, ".txt"));

/** The first file includes the others, so it is the one to install. */
const listsIn = (folder: string, { files }: Requirements): readonly string[] => files.slice(0, 1).map((file) => listIn(folder, file));
