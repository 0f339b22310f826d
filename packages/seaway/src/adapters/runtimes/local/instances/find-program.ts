import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";

/** Where an instance's programs come from: the bundle's Python environment first. */
export const programPath = (environment: string): string => `${environment}/bin:/usr/local/bin:/usr/bin:/bin`;

/**
 * The absolute path of a command's program. A name with a slash is looked up from the working directory, as a shell would.
 * @returns undefined when nothing executable has that name
 */
export function findProgram(name: string, cwd: string, path: string): string | undefined {
  if (name.includes("/")) return executable(isAbsolute(name) ? name : resolve(cwd, name));
  for (const folder of path.split(":")) {
    const found = executable(join(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}
