import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../../../src/surfaces/cli/main.ts", import.meta.url));
const SEAWAY = fileURLToPath(new URL("../../../../../bin/seaway", import.meta.url));
const cache = mkdtempSync(join(tmpdir(), "seaway-quick-"));
afterAll(() => rmSync(cache, { recursive: true }));

const HOOK = `import { registerHooks } from "node:module"; import { writeSync } from "node:fs";
registerHooks({ resolve(specifier, context, next) { const found = next(specifier, context); writeSync(2, found.url + "\\n"); return found; } });`;

function start(program: string, ...argv: string[]) {
  const env = { PATH: process.env.PATH, XDG_CACHE_HOME: cache, HOME: cache, NO_COLOR: "1" };
  return spawnSync(program, argv, { encoding: "utf8", env });
}

test.each([["--version"], ["version"], ["--help"], ["help", "up"], ["up", "-h"], ["explain", "SEA-1001"], ["statsu"]])(
  "seaway %s %s loads no store, no parser, no proxy and no project",
  (...argv) => {
    const { stderr } = start(process.execPath, "--import", `data:text/javascript,${encodeURIComponent(HOOK)}`, MAIN, ...argv);
    const loaded = stderr.split("\n").filter((line) => /^(?:file|node):/.test(line));
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((url) => /undici|oxc-parser|node:sqlite|compose\.ts|adapters\/(?!folders)|engine\/(?!ports)/.test(url))).toEqual(
      [],
    );
  },
);

test("the version costs at most twice an empty program", () => {
  const timeOf = (program: string, ...argv: string[]): number => {
    const before = process.hrtime.bigint();
    expect(start(program, ...argv).status).toBe(0);
    return Number(process.hrtime.bigint() - before);
  };
  start(SEAWAY, "--version"); // strips the types, as any first command does
  // Of neighbours in time, the quietest pair: a busy machine only ever adds.
  const ratios = Array.from({ length: 15 }, () => {
    const empty = timeOf(process.execPath, "-e", "0");
    return timeOf(SEAWAY, "--version") / empty;
  });
  expect(Math.min(...ratios)).toBeLessThanOrEqual(2);
});
