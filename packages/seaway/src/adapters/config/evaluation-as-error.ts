import { basename, dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { failure, type Circumstances, type SeawayError } from "../../model/errors/failure.ts";
import { formatDuration } from "../../std/duration.ts";
import { nearestName } from "../../std/nearest-name.ts";
import { parseSite, positionOf, type Position } from "./position.ts";
import type { Evaluation } from "./run-evaluation.ts";
import { isNode, nodesIn, offsetOf, parseSource, type Node, type Source } from "./syntax.ts";
import { translatedSyntax } from "./translated-syntax.ts";
import type { Verdict } from "./verdict.ts";

type Threw = Extract<Verdict, { kind: "threw" }>;

/** The error of a config that did not even come to its check. */
export async function evaluationAsError(evaluation: Evaluation, config: string, timeoutMs: number): Promise<SeawayError> {
  const log = evaluation.printed.trimEnd().split("\n").slice(-10);
  const shown = log.join("") === "" ? {} : { log };
  if (evaluation.kind === "too slow") return failure("SEA-2125", { limit: formatDuration(timeoutMs) }, shown);
  if (evaluation.kind === "ended") return failure("SEA-2126", { how: explainEnding(evaluation.how) }, shown);
  const { verdict } = evaluation;
  switch (verdict.kind) {
    case "no default export":
      return failure("SEA-2123", { file: basename(verdict.file) }, await atDefaultExport(verdict.file));
    case "wrong default export": {
      const facts = { file: basename(verdict.file), builder: verdict.builder, found: verdict.found };
      return failure("SEA-2124", facts, await atDefaultExport(verdict.file, verdict.found));
    }
    case "threw":
      return threw(verdict, dirname(config), shown);
    case "checked":
      throw new Error("a checked config is no failed evaluation");
  }
}

/** Node ends with 13 when nothing is left to do and a top-level `await` still waits. */
const explainEnding = (how: string): string => (how === "exit code 13" ? "it awaits something that never comes" : how);

async function atDefaultExport(file: string, label?: string): Promise<Circumstances> {
  const source = await parseSource(file);
  const exported = [...nodesIn(source.program)].find((node) => node.type === "ExportDefaultDeclaration");
  const declared = exported?.declaration;
  return isNode(declared) ? { position: positionOf(source, declared.start, declared.end, dirname(file), label) } : {};
}

async function threw(verdict: Threw, folder: string, shown: Circumstances): Promise<SeawayError> {
  const cause = Object.assign(new Error(verdict.message), { stack: verdict.stack });
  const { source, offset } = await whereThrown(verdict);
  const at = (node?: Pick<Node, "start" | "end">, label?: string): Circumstances => {
    const start = node?.start ?? offset;
    const position: Position | undefined =
      start === undefined ? undefined : positionOf(source, start, node?.end ?? start + 1, folder, label);
    return { ...shown, cause, ...(position ? { position } : {}) };
  };
  if (verdict.facts !== undefined && verdict.code === "SEA-2110")
    return failure("SEA-2110", verdict.facts as { what: string; instead: string }, at(undefined, "here"));
  const translated = translatedSyntax(source.program);
  if (verdict.code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" && translated)
    return failure("SEA-2122", { feature: translated.feature }, at(translated.node, "not a type"));
  const [mistake] = source.mistakes;
  if (mistake !== undefined) return failure("SEA-2120", { message: lowerFirst(mistake.message) }, at(mistake));
  if (verdict.code === "ERR_MODULE_NOT_FOUND") {
    const what = notFound(verdict, folder);
    return failure("SEA-2127", { what: what.shown }, at(importOf(source, what.matches), "not found"));
  }
  const missing = /'seaway' does not provide an export named '([^']+)'/.exec(verdict.message)?.[1];
  if (missing !== undefined) {
    const nearest = nearestName(missing, ["service", "database", "local", "project", "secret", "localOverrides"]);
    const named = [...nodesIn(source.program)].find(
      ({ type, imported }) => type === "ImportSpecifier" && isNode(imported) && imported.name === missing,
    );
    return failure("SEA-2128", { name: missing, ...(nearest === undefined ? {} : { nearest }) }, at(named, "unknown"));
  }
  if (verdict.code === "ERR_ACCESS_DENIED") return failure("SEA-2129", { what: refused(verdict.permission) }, at());
  if (verdict.name === "SyntaxError") return failure("SEA-2120", { message: lowerFirst(verdict.message) }, at());
  return failure(
    "SEA-2121",
    { message: verdict.message.split("\n")[0] ?? "" },
    at(undefined, verdict.name === "" ? undefined : verdict.name),
  );
}

/** The first frame of the stack that is the user's own, else the file that was imported. */
async function whereThrown({ stack, file }: Threw): Promise<{ readonly source: Source; readonly offset: number | undefined }> {
  const ours = new URL("../../", import.meta.url).href;
  const sites = [...stack.matchAll(/file:\/\/[^\s()]+?:\d+(?::\d+)?(?=[)\s]|$)/g)].map(([site]) =>
    /:\d+:\d+$/.test(site) ? site : `${site}:1`,
  );
  const own = sites.filter((site) => !site.startsWith(ours) && !site.includes("/node_modules/")).map(parseSite);
  const site = own.find((candidate) => candidate !== undefined);
  const source = await parseSource(site?.path ?? file);
  return { source, offset: site === undefined ? undefined : offsetOf(source.text, site.line, site.column) };
}

/** What Node could not find, as the config would write it, and how to recognise the import. */
function notFound({ message }: Threw, folder: string): { readonly shown: string; readonly matches: (specifier: string) => boolean } {
  const [, what = ""] = /Cannot find (?:package|module) '([^']+)'/.exec(message) ?? [];
  if (!what.startsWith("/") && !what.startsWith("file:"))
    return { shown: what, matches: (specifier) => specifier === what || specifier.startsWith(`${what}/`) };
  const path = what.startsWith("file:") ? fileURLToPath(what) : what;
  return {
    shown: `./${relative(folder, path)}`,
    matches: (specifier) => specifier.startsWith(".") && path.endsWith(specifier.replace(/^(\.\.?\/)+/, "/")),
  };
}

function importOf(source: Source, matches: (specifier: string) => boolean): Node | undefined {
  const importing = [...nodesIn(source.program)].filter((node) =>
    /^(Import|ExportNamed|ExportAll)(Declaration|Expression)$/.test(node.type),
  );
  return importing
    .map((node) => node.source)
    .find((from): from is Node => isNode(from) && typeof from.value === "string" && matches(from.value));
}

function refused(permission: string | undefined): string {
  switch (permission) {
    case "ChildProcess":
      return "start a program";
    case "FileSystemRead":
      return "read a file outside the repository";
    case "FileSystemWrite":
      return "write a file";
    default:
      return `use ${permission ?? "a right of the process"}`;
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, "");
