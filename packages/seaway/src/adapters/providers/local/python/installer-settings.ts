import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { InstallerEnvironment } from "../installer-environment.ts";
import { installerEnvironment, passwordsIn } from "../installer-environment.ts";

/** Files in the user's home that the installers read. Who builds has another home, so it gets a copy each. */
const FILES = [
  { variable: "PIP_CONFIG_FILE", copy: ".pip.conf", among: [".config/pip/pip.conf", ".pip/pip.conf"] },
  { variable: "UV_CONFIG_FILE", copy: ".uv.toml", among: [".config/uv/uv.toml"] },
] as const;

export const SETTINGS_COPIES: readonly string[] = FILES.map(({ copy }) => copy);

/**
 * Copies the user's settings for a build in this folder. They go when the folder is sealed.
 * @param folder its user gets it, and nobody else may read the copies.
 */
export function copySettings(folder: string): void {
  for (const { variable, copy, among } of FILES) {
    const candidates = [process.env[variable] ?? "", ...among.map((name) => join(homedir(), name))];
    const file = candidates.find((name) => name !== "" && name !== "/dev/null" && existsSync(name));
    if (file !== undefined) writeFileSync(join(folder, copy), readFileSync(file, "utf8"), { mode: 0o600 });
  }
}

/** What the installer gets: the user's variables, and the copies in this folder in place of the files that they named. */
export function installerSettings(folder: string): InstallerEnvironment {
  const installer = installerEnvironment(process.env);
  const copies = FILES.filter(({ copy }) => existsSync(join(folder, copy)));
  return {
    env: { ...installer.env, ...Object.fromEntries(copies.map(({ variable, copy }) => [variable, join(folder, copy)])) },
    reads: installer.reads.filter((name) => !copies.some(({ variable }) => installer.env[variable] === name)),
    secrets: [...installer.secrets, ...copies.flatMap(({ copy }) => passwordsIn(readFileSync(join(folder, copy), "utf8")))],
  };
}
