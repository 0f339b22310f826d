import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINE_OPTIONS } from "../packages/seaway/src/surfaces/engine/start-engine.ts";
import { readJunit } from "../packages/seaway/src/adapters/reports/junit.ts";
import type { Measured, Measurement } from "./measuring/measurement.ts";
import { show } from "./measuring/show.ts";

const CASES = 200_000;
const REPETITIONS = 3;

/** Each reading is a process of its own, so that its memory is its own. */
export const readLargeReport: Measurement = {
  what: "read JUnit XML of 200,000 tests (100 MB)",
  bar: { atMost: 10_000, unit: "ms" },
  async measure(): Promise<Measured> {
    const folder = mkdtempSync(join(tmpdir(), "seaway-bench-"));
    try {
      const file = join(folder, "junit.xml");
      writeReport(file);
      const runs = Array.from({ length: REPETITIONS }, () => readElsewhere(file));
      return {
        values: runs.map(({ ms }) => ms),
        notes: [`resident memory rises by ${Math.max(...runs.map(({ mb }) => mb))} MB (bar 100)`],
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** As pytest writes it, one in a hundred failed, with half a kilobyte of text each. */
function writeReport(file: string): void {
  const out = openSync(file, "w");
  const text = `E       assert 1 == 2\n${"captured output ".repeat(20)}\n`;
  writeSync(out, '<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest">\n');
  for (let index = 0; index < CASES; index++) {
    const name = `classname="tests.test_${index % 100}" name="test_${index}" file="tests/test_${index % 100}.py" line="${index % 500}" time="0.001"`;
    const inside = index % 100 === 0 ? `<failure message="assert 1 == 2">${text}</failure>` : `<system-out>${text}</system-out>`;
    writeSync(out, `<testcase ${name}>${inside}</testcase>\n`);
  }
  writeSync(out, "</testsuite></testsuites>\n");
  closeSync(out);
}

function readElsewhere(file: string): { readonly ms: number; readonly mb: number } {
  const { stdout } = spawnSync(process.execPath, [...ENGINE_OPTIONS, import.meta.filename, "--read", file], {
    encoding: "utf8",
  });
  return JSON.parse(stdout) as { ms: number; mb: number };
}

if (process.argv[2] === "--read") {
  const before = process.memoryUsage.rss();
  const startedAt = performance.now();
  const { results } = await readJunit(process.argv[3] ?? "");
  if (results.length !== CASES) throw new Error(`${results.length} tests were read`);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ ms: performance.now() - startedAt, mb: Math.round(peakMb - before / 1024 / 1024) }));
} else if (import.meta.main) await show([readLargeReport]);
