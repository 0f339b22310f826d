import { dirname, relative } from "node:path";
import type { Written } from "../../model/config-check/sites.ts";
import type { ProjectDefinition } from "../../model/definition.ts";
import { configValues } from "../../model/config-values.ts";
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
  return Object.fromEntries(Object.keys(configValues(definition, environment)).map((key) => [key, originOf(key, environment, lookUp)]));
}

type LookUp = (node: string, key: string) => string | undefined;

/** The highest place that says something about a value: `seaway.local.ts`, the environment, the node itself. */
function originOf(key: string, environment: string, lookUp: LookUp): string {
  if (key === `environments.${environment}.target`) return lookUp("project", `environments.${environment}`) ?? "default";
  const [, node = "project", property = key] = /^((?:services|databases|machines|environments)\.[^.]+)\.(.+)$/.exec(key) ?? [];
  const change = node.startsWith("environments.") ? property : key;
  const here = lookUp("local", `environments.${environment}.${change}`);
  const changed = node.startsWith("services.") ? lookUp(`environments.${environment}`, key) : undefined;
  return here ?? (changed === undefined ? lookUp(node, property) : `${changed} (environments.${environment})`) ?? "default";
}

/** Answers with `file:line` where a node's key was written, and with undefined where it was not. */
async function readSites(written: Readonly<Record<string, Written>>, folder: string): Promise<LookUp> {
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
