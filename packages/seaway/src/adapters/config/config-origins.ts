import { dirname, relative } from "node:path";
import { isRecord } from "../../model/config-check/spot.ts";
import type { Written } from "../../model/config-check/sites.ts";
import { databaseProperties } from "../../model/database.ts";
import type { ProjectDefinition } from "../../model/definition.ts";
import { localProperties } from "../../model/environment.ts";
import { serviceProperties } from "../../model/service.ts";
import { readConfig } from "./evaluate-config.ts";
import { isWritten } from "./find-written.ts";
import { parseSite } from "./position.ts";
import { lineAndColumn, offsetOf, parseSource, type Source } from "./syntax.ts";

/**
 * Where each value of the project comes from, as it is in one environment: `services.backend.replicas` →
 * `seaway.config.ts:31 (environments.production)`, `seaway.local.ts:3` or `default`. Parses the files: only for `config show --origin`.
 */
export async function configOrigins(
  file: string,
  definition: ProjectDefinition,
  environment: string = definition.defaultEnvironment,
): Promise<Record<string, string>> {
  const { written } = await readConfig(file);
  const lookUp = await readSites(written, dirname(file));
  const origins: [string, string][] = [["default", lookUp("project", "default") ?? "default"]];
  const nodeOrigins = (node: string, keys: readonly string[], change: string): void => {
    for (const key of keys) {
      const changed = lookUp("local", `environments.${environment}.${change}${key}`);
      const inEnvironment = change === "" ? undefined : lookUp(`environments.${environment}`, `${change}${key}`);
      const here = inEnvironment === undefined ? lookUp(node, key) : `${inEnvironment} (environments.${environment})`;
      origins.push([`${node}.${key}`, changed ?? here ?? "default"]);
    }
  };
  for (const { name, env } of definition.services) {
    const changes = definition.environments[environment]?.services[name]?.env;
    const settings = Object.keys({ ...env, ...(isRecord(changes) ? changes : {}) }).map((setting) => `env.${setting}`);
    const keys = Object.keys(serviceProperties).filter((key) => key !== "env");
    nodeOrigins(`services.${name}`, [...keys, ...settings], `services.${name}.`);
  }
  for (const { name } of definition.databases) nodeOrigins(`databases.${name}`, Object.keys(databaseProperties), "");
  nodeOrigins(
    `environments.${environment}`,
    Object.keys(localProperties).filter((key) => key !== "services"),
    "",
  );
  return Object.fromEntries(origins);
}

/** Answers with `file:line` where a node's key was written, and with undefined where it was not. */
async function readSites(
  written: Readonly<Record<string, Written>>,
  folder: string,
): Promise<(node: string, key: string) => string | undefined> {
  const paths = new Set(Object.values(written).flatMap(({ site }) => parseSite(site)?.path ?? []));
  const sources = new Map<string, Source>();
  for (const path of paths) sources.set(path, await parseSource(path));
  return (node, key) => {
    const { site = "", argument = 0, keys = [] } = written[node] ?? {};
    const at = parseSite(site);
    const source = sources.get(at?.path ?? "");
    if (!keys.includes(key) || at === undefined || source === undefined) return undefined;
    const offset = offsetOf(source.text, at.line, at.column) ?? 0;
    // A key that came by something computed has no place of its own: the call that took it is shown.
    const place = isWritten(source, offset, argument, key.split("."))?.start ?? offset;
    return `${relative(folder, at.path)}:${lineAndColumn(source.text, place).line}`;
  };
}
