import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { processesNaming } from "./process-table.ts";
import { until } from "./until.ts";

/* `bin/demo` as somebody runs it who has just read the README. */
const DEMO = fileURLToPath(new URL("../../../../bin/demo", import.meta.url));
const folder = join(mkdtempSync(join(tmpdir(), "seaway-e2e-")), "demo");

afterAll(async () => {
  spawnSync(join(folder, "seaway"), ["destroy", "-e", "local", "--confirm", "local", "--allow-destroy", "database.users"]);
  await until("nothing of it runs any more", () => processesNaming(folder).length === 0);
  // What was built is read-only.
  spawnSync("chmod", ["-R", "u+w", folder]);
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

test("it tests, serves, ships a change, contains a broken one, rolls back, and leaves it running", async () => {
  const { stdout, stderr } = await promisify(execFile)(DEMO, [folder], { maxBuffer: 1 << 24 });
  const phases = [...stdout.matchAll(/^── (.*)$/gm)].map(([, phase]) => phase);
  expect(phases).toEqual([
    "set up",
    "seaway plan",
    "seaway up, from nothing",
    "seaway up, one line changed",
    "a broken change, contained",
    "seaway rollback",
    "seaway status",
    "time of each phase",
  ]);
  expect(stderr).toContain("error[SEA-5301]: backend of r3 crashes on start");
  expect(stderr).toContain("local still serves r2: 2/2 processes healthy, no request failed.");
  expect(stderr).toContain("local now serves r1 (was r2): 2/2 processes healthy, no request failed.");
  const url = /It keeps running at (http:\S+)/.exec(stdout)?.[1] ?? "";
  expect(await (await fetch(url)).text()).toContain("Margaret Hamilton");
});
