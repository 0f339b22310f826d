import type { SettingDefinition } from "../../model/definition.ts";
import { inProject, type Case, type Explanation } from "./case.ts";

const MISSING = /^KeyError: '([^']+)'/;

/** An environment variable that this release is the first to read, and of which the failure speaks. */
export function variableFirstRead(failed: Case): Explanation | undefined {
  const { problem, next, sources, goodSources, release } = failed;
  if (goodSources === undefined) return undefined;
  const known = new Set(goodSources.variables.map(({ name }) => name));
  const first = sources.variables.filter(({ name }) => !known.has(name));
  const missing = problem.log?.map((line) => MISSING.exec(line)?.[1]).findLast((name) => name !== undefined);
  const told = [...(problem.log ?? []), problem.sentence];
  const found = first.find(({ name }) => name === missing) ?? first.find(({ name }) => told.some((line) => isNamed(name, line)));
  if (found === undefined) return undefined;
  const { name } = next.definition;
  const setting = next.definition.env[found.name];
  const reads = `${release} is the first release that reads ${found.name} (${inProject(failed, found.at)})`;
  if (setting === undefined) {
    return {
      why: `${reads}; it is not set`,
      remedy: `set ${found.name} in \`env\` of ${name} in seaway.config.ts, then run \`seaway up\``,
    };
  }
  return {
    why: `${reads}; it is ${inWords(setting)} here`,
    remedy: `correct ${found.name} of ${name} in seaway.config.ts, then run \`seaway up\``,
  };
}

/** Quoted, as in the source line of a traceback; a bare word only when it can be nothing else: DEBUG is also a level of logs. */
const isNamed = (name: string, line: string): boolean =>
  line.includes(`"${name}"`) || line.includes(`'${name}'`) || (name.includes("_") && line.split(/\W+/).includes(name));

const inWords = (setting: SettingDefinition): string =>
  typeof setting === "string" ? `"${setting}"` : "ref" in setting ? setting.ref : `the secret ${setting.secret}`;
