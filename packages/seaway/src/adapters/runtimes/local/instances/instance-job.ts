import { existsSync } from "node:fs";
import { failure } from "../../../../model/errors/failure.ts";
import type { ServiceVersion } from "../../../../engine/ports/runtime.ts";
import type { Job } from "../../../connections/local/job.ts";
import { commandOnPort, gunicornArguments } from "./command-on-port.ts";
import { findProgram, programPath } from "./find-program.ts";

export interface InstanceSurroundings {
  /** Whose uid the instance gets: `environment:<project>/<environment>`. */
  readonly identity: string;
  /** Private folder of the instance, its HOME and TMPDIR. */
  readonly home: string;
  readonly hosts: string;
  readonly output: string;
  /** Port on 127.0.0.1 that it must listen on. Absent for a worker. */
  readonly port?: number;
}

/**
 * What has to be launched for one instance. Nothing is started here.
 * @throws SEA-5304 when a part of the bundle is missing, SEA-5306 when its program cannot be executed
 */
export function instanceJob(version: ServiceVersion, around: InstanceSurroundings): Job {
  const { artifact, command, settings, volume, memoryMiB } = version;
  const missing = [artifact.folder, artifact.environment, artifact.interpreter].find((path) => !existsSync(path));
  if (missing !== undefined) throw failure("SEA-5304", { service: version.service, missing });
  const path = programPath(artifact.environment);
  const [name = "", ...rest] = around.port === undefined ? command : commandOnPort(command, around.port);
  const program = findProgram(name, artifact.folder, settings["PATH"] ?? path);
  if (program === undefined) {
    throw failure("SEA-5306", {
      service: version.service,
      reason: `no program "${name}" was found in its Python environment or on the machine`,
    });
  }
  return {
    argv: [program, ...rest],
    cwd: artifact.folder,
    env: environmentOf(version, around, path),
    output: around.output,
    sandbox: {
      identity: around.identity,
      read: [artifact.folder, artifact.environment, artifact.interpreter],
      write: [around.home, ...(volume ? [volume.folder] : [])],
      ...(volume ? { mounts: [volume] } : {}),
      hosts: around.hosts,
      ...(memoryMiB === undefined ? {} : { memoryMiB }),
    },
  };
}

/** Settings come last: a user who sets HOME or LANG means it. PORT and what leads servers to it are ours, because two versions run side by side. */
function environmentOf({ settings }: ServiceVersion, { home, port }: InstanceSurroundings, path: string): Record<string, string> {
  return {
    PATH: path,
    HOME: home,
    TMPDIR: home,
    LANG: "C.UTF-8",
    PYTHONUNBUFFERED: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    ...settings,
    GUNICORN_CMD_ARGS: gunicornArguments(port, settings["GUNICORN_CMD_ARGS"] ?? ""),
    ...(port === undefined ? {} : { PORT: String(port), FLASK_RUN_PORT: String(port), UVICORN_PORT: String(port) }),
  };
}
