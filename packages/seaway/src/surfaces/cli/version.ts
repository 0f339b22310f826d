import { readFileSync } from "node:fs";
import type { Run } from "./invocation.ts";

/** The version in the package's own manifest: said once. */
export function version(): string {
  const manifest = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

export const run: Run = async ({ flags }, io) => {
  io.out(flags.has("json") ? JSON.stringify({ v: 1, version: version() }) : version());
  return 0;
};
