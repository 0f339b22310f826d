import { createRequire } from "node:module";
import type { ParseResult } from "oxc-parser";

/** The parser of Seaway itself, out of its own package: the root's node_modules may hold the version that some tool brought along. */
const { parseSync } = createRequire(new URL("../packages/seaway/package.json", import.meta.url))("oxc-parser") as {
  readonly parseSync: (file: string, source: string) => ParseResult;
};

export function parseSource(file: string, source: string): ParseResult {
  const result = parseSync(file, source);
  if (result.errors[0] !== undefined) throw new Error(`${file} cannot be read: ${result.errors[0].message}`);
  return result;
}
