import { importsOf, isNodeModule, isSource } from "../imports.ts";
import { parseSource } from "../parse-source.ts";
import type { Check } from "./check.ts";

const pure = /^packages\/[^/]+\/src\/(std|model|engine)\//;
const nodeGlobals = new Set([
  "process",
  "Buffer",
  "global",
  "require",
  "module",
  "__dirname",
  "__filename",
  "setImmediate",
  "clearImmediate",
]);

/** So that the same engine runs in a test, in a browser and under any Node: only what the web has as well. */
export const pureEngine: Check = {
  name: "std, model and engine import no node: module and use no global of Node",
  findings({ files, read }) {
    return files
      .filter((file) => isSource(file) && pure.test(file))
      .flatMap((file) => [...imports(file, read(file)), ...globals(file, read(file))]);
  },
};

const imports = (file: string, source: string): string[] =>
  importsOf(file, source).flatMap((to) => (isNodeModule(to.specifier) ? [`${file}:${to.line} imports ${to.specifier}`] : []));

function globals(file: string, source: string): string[] {
  const found: string[] = [];
  const declared = new Set<string>();
  walk(parseSource(file, source).program, (node, parent, key) => {
    if (node.type !== "Identifier" || !nodeGlobals.has(node.name)) return;
    if (parent.type === "VariableDeclarator" && key === "id") declared.add(node.name);
    else if (parent.type.includes("Function") && key === "params") declared.add(node.name);
    else if (!isName(parent, key)) found.push(`${file}:${source.slice(0, node.start).split("\n").length} uses ${node.name}`);
  });
  return found.filter((finding) => !declared.has(finding.split(" uses ")[1] ?? ""));
}

interface AnyNode {
  readonly type: string;
  readonly name: string;
  readonly start: number;
  readonly computed?: boolean;
}

/** `event.process` and `{ process: 1 }` name a property, not the global. */
const isName = (parent: AnyNode, key: string): boolean =>
  (key === "property" || key === "key") && parent.computed !== true
    ? true
    : parent.type.startsWith("TS") || parent.type === "ImportSpecifier";

function walk(node: unknown, visit: (node: AnyNode, parent: AnyNode, key: string) => void): void {
  if (typeof node !== "object" || node === null) return;
  for (const [key, child] of Object.entries(node)) {
    for (const each of Array.isArray(child) ? child : [child]) {
      if (typeof each !== "object" || each === null || typeof each.type !== "string") continue;
      visit(each, node as AnyNode, key);
      walk(each, visit);
    }
  }
}
