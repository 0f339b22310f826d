import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository, root } from "../repository.ts";
import type { Tally } from "./tally.ts";
import type { Workshop } from "./workshop.ts";

/** The fields of vitest's JSON report that we count. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** One of vitest's projects. Files named `*.root.test.ts` need root; vitest.config.ts leaves them out for anybody else. */
export async function vitest(workshop: Workshop, project: string): Promise<Tally> {
  const { files } = repository();
  const reportFile = join(workshop.folder, `${project}.json`);
  const plain = process.stdout.isTTY ? [] : ["--no-color"];
  const child = spawn(
    "vitest",
    ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`, ...plain],
    {
      cwd: root,
      env: workshop.env,
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.once("error", () => resolve(false));
  child.once("close", (code) => resolve(code === 0));
  const well = await promise;

  const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, "utf8")) as Report) : undefined;
  const failed = report?.numFailedTests ?? 0;
  const leftOut =
    process.getuid?.() === 0 ? [] : files.filter((file) => file.endsWith(".root.test.ts") && (project === "e2e") === /\/e2e\//.test(file));
  return {
    passed: report?.numPassedTests ?? 0,
    // A file that does not load, an error outside of any test or a run without a test has no failed test to count, and failed all the same.
    failed: well || failed > 0 ? failed : 1,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    leftOut,
  };
}
