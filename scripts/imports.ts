import { builtinModules } from "node:module";
import { posix } from "node:path";
import { parseSource } from "./parse-source.ts";

/** One import of a source file. */
export interface Import {
  /** As it is written: `./fold.ts`, `node:fs`, `undici`. */
  readonly specifier: string;
  /** Path from the root where it is relative. */
  readonly file: string | undefined;
  /** `type` is gone at run time, `value` loads with the file, `lazy` when it is called. */
  readonly kind: "type" | "value" | "lazy";
  readonly line: number;
}

/**
 * What a TypeScript file imports or exports from elsewhere.
 * `import { type A } from` counts as `value`: type stripping leaves an empty import behind that still loads the module.
 */
export function importsOf(file: string, source: string): readonly Import[] {
  const { program, module } = parseSource(file, source);
  const toImport = (specifier: string, kind: Import["kind"], start: number): Import => ({
    specifier,
    file: specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined,
    kind,
    line: source.slice(0, start).split("\n").length,
  });
  const found: Import[] = [];
  for (const node of program.body) {
    if (node.type === "ImportDeclaration") {
      found.push(toImport(node.source.value, node.importKind === "type" ? "type" : "value", node.start));
    } else if ((node.type === "ExportNamedDeclaration" || node.type === "ExportAllDeclaration") && node.source) {
      found.push(toImport(node.source.value, node.exportKind === "type" ? "type" : "value", node.start));
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const written = /^["'`]([^"'`$]+)["'`]$/.exec(source.slice(moduleRequest.start, moduleRequest.end));
    if (written?.[1] !== undefined) found.push(toImport(written[1], "lazy", moduleRequest.start));
  }
  return found;
}

/** Our own source, without tests. */
export const isSource = (file: string): boolean => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(file);

const builtins = new Set(builtinModules);
export const isNodeModule = (specifier: string): boolean => specifier.startsWith("node:") || builtins.has(specifier);
