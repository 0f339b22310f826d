import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "../../../../engine/ports/connection.ts";
import { failure } from "../../../../model/errors/failure.ts";
import type { InstallerEnvironment } from "../installer-environment.ts";
import { findProgram } from "./find-program.ts";
import type { Interpreter } from "./interpreter.ts";

/** From this version on, pip installs into an environment that has no pip of its own. */
const PIP_WITH_PYTHON_OPTION = [22, 3] as const;

export interface InstallPlace {
  /** The environment's own folder, the only one beside the packages that the installer may write. */
  readonly folder: string;
  /** Cache of wheels; belongs to the same identity. */
  readonly packages: string;
  /** `build:<project>` */
  readonly identity: string;
  readonly interpreter: Interpreter;
  readonly installer: InstallerEnvironment;
}

/** Makes the empty environment: 50 ms where it needs no pip of its own, seconds where it does. */
export function makeCommand(place: InstallPlace): Command {
  const { interpreter, folder } = place;
  const uv = findProgram("uv");
  if (uv !== undefined) return boxed(place, [uv, "venv", "--quiet", "--allow-existing", "--python", interpreter.executable, folder], uv);
  const bare = hasPythonOption(interpreter.pip) ? ["--without-pip"] : [];
  return boxed(place, [interpreter.executable, "-I", "-m", "venv", ...bare, folder]);
}

/** Installs what the files list, as it is written there. @throws SEA-4101 when neither uv nor a pip is there. */
export function installCommand(place: InstallPlace, requirements: readonly string[]): Command {
  const { interpreter, folder } = place;
  const python = join(folder, "bin", "python");
  const lists = requirements.flatMap((file) => ["-r", file]);
  const uv = findProgram("uv");
  if (uv !== undefined)
    return boxed(place, [uv, "pip", "install", "--no-progress", "--compile-bytecode", "--python", python, ...lists], uv);
  const install = ["install", "--require-virtualenv", "--progress-bar=off", "--no-warn-script-location", ...lists];
  if (hasPythonOption(interpreter.pip)) return boxed(place, [interpreter.executable, "-m", "pip", "--python", python, ...install]);
  // `venv` made it with the pip that comes with Python; Debian splits that off into a package of its own.
  if (!existsSync(join(folder, "bin", "pip"))) throw failure("SEA-4101", { lacks: `${interpreter.executable} has no pip` });
  return boxed(place, [python, "-m", "pip", ...install]);
}

function hasPythonOption(pip: string | undefined): boolean {
  const [major = 0, minor = 0] = (pip ?? "").split(".").map(Number);
  return major > PIP_WITH_PYTHON_OPTION[0] || (major === PIP_WITH_PYTHON_OPTION[0] && minor >= PIP_WITH_PYTHON_OPTION[1]);
}

/** An sdist executes code: the installer has the network, writes its output and its cache, and nothing else. */
function boxed({ folder, packages, identity, interpreter, installer }: InstallPlace, argv: readonly string[], program?: string): Command {
  const reads = [interpreter.prefix, dirname(interpreter.executable), ...(program === undefined ? [] : [program]), ...installer.reads];
  return {
    argv,
    cwd: folder,
    env: {
      ...installer.env,
      HOME: join(folder, ".home"),
      // An installer that is ended leaves its temporary files: here they go with the rest.
      TMPDIR: join(folder, ".tmp"),
      PIP_CACHE_DIR: join(packages, "pip"),
      UV_CACHE_DIR: join(packages, "uv"),
      // A hard link would be one file in two places: who builds could change an environment that is in use.
      UV_LINK_MODE: "copy",
      UV_PYTHON_DOWNLOADS: "never",
    },
    secrets: installer.secrets,
    sandbox: { identity, read: [...new Set(reads)], write: [folder, packages] },
  };
}
