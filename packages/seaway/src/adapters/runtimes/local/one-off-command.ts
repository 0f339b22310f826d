import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "../../../engine/ports/connection.ts";
import type { Place, ServiceVersion } from "../../../engine/ports/runtime.ts";
import { instanceJob } from "./instances/instance-job.ts";
import { callRuntime } from "./runtime-call.ts";
import { environmentFolder, environmentIdentity, hostsFile } from "./state-paths.ts";

/**
 * What would run a program of the user's own beside the instances of a service: from its artifact, in the environment's box, with the
 * service's settings and volume. Nothing is started here.
 * @param argv empty: a shell
 * @throws SEA-5304, SEA-5306
 */
export async function oneOffCommand(place: Place, version: ServiceVersion, argv: readonly string[]): Promise<Command> {
  // The file with the names of the environment is the runtime's, and it may never have heard of this environment.
  if (!existsSync(hostsFile(place))) await callRuntime("address", { place, name: version.service });
  const home = join(environmentFolder(place), "commands", version.service, "home");
  await mkdir(dirname(home), { recursive: true, mode: 0o700 });
  await mkdir(home, { recursive: true, mode: 0o700 });
  const around = { identity: environmentIdentity(place), home, hosts: hostsFile(place), output: "/dev/null" };
  const { output: _output, ...command } = instanceJob({ ...version, command: argv.length > 0 ? argv : [shell()] }, around);
  return { ...command, secrets: version.secrets };
}

/** dash gives a process group back to the terminal at its end that is none of its own tree's, and fails; bash does not. */
const shell = (): string => (existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh");
