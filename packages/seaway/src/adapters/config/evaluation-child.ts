/**
 * The process that evaluates one config: `node evaluation-child.ts CONFIG [LOCAL]`. It imports as little as it can, because every command
 * waits for it. What the config prints goes to stdout and stderr, which are captured; the verdict goes to descriptor 3.
 */
import { writeSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { checkProject } from "../../model/config-check/check-project.ts";
import { nameOfValue } from "../../model/config-check/spot.ts";
import type { LocalOverrides, Project } from "../../model/project.ts";
import type { Verdict } from "./verdict.ts";

/** Kept before the config runs: what it does to globals must not change the verdict. */
const { stringify } = JSON;
const exit = process.exit.bind(process);

function resolveSeawayToItself(): void {
  const ours = new URL(`../../index${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) => (specifier === "seaway" ? { url: ours, shortCircuit: true } : next(specifier, context)),
    // A package.json of the repository that says "commonjs", or nothing, is about other files than the config.
    load: (url, context, next) => next(url, /^file:.*\.m?ts$/.test(url) ? { ...context, format: "module-typescript" } : context),
  });
}

async function load<T>(file: string, kind: string, builder: string): Promise<T | Verdict> {
  try {
    const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    if (!("default" in module)) return { kind: "no default export", file };
    const found = module.default;
    const made = typeof found === "object" && found !== null && "kind" in found && found.kind === kind && "site" in found;
    return made ? (found as T) : { kind: "wrong default export", file, builder, found: nameOfValue(found) };
  } catch (thrown) {
    return toVerdict(thrown, file);
  }
}

function toVerdict(thrown: unknown, file: string): Verdict {
  if (!(thrown instanceof Error)) return { kind: "threw", file, name: "", message: String(thrown), stack: "" };
  const { name, message, stack = "", code, permission, facts } = thrown as Error & Partial<Extract<Verdict, { kind: "threw" }>>;
  const details = {
    ...(code === undefined ? {} : { code }),
    ...(permission === undefined ? {} : { permission }),
    ...(facts === undefined ? {} : { facts }),
  };
  return { kind: "threw", file, name, message, stack, ...details };
}

async function evaluate([config = "", local = ""]: readonly string[]): Promise<Verdict> {
  const project = await load<Project>(config, "project", "project");
  if (project.kind !== "project") return project;
  const overrides = local === "" ? undefined : await load<LocalOverrides>(local, "local overrides", "localOverrides");
  if (overrides !== undefined && overrides.kind !== "local overrides") return overrides;
  try {
    return { kind: "checked", ...checkProject(project, overrides) };
  } catch (thrown) {
    return toVerdict(thrown, config); // a getter of the config that throws, say
  }
}

resolveSeawayToItself();
const rest = Buffer.from(`${stringify(await evaluate(process.argv.slice(2)))}\n`);
for (let written = 0; written < rest.length;) written += writeSync(3, rest, written);
exit(0); // timers and connections that the config left open end here
