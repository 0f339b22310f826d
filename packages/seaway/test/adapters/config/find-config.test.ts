import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findConfig } from "../../../src/adapters/config/find-config.ts";
import { refusal, temporaryProject } from "./temporary-project.ts";

test("the nearest config upward is found, from any folder below it", () => {
  const folder = temporaryProject({ "seaway.config.ts": "", "backend/app.py": "", "shop/seaway.config.mts": "", "shop/api/app.py": "" });
  expect(findConfig(folder)).toBe(join(folder, "seaway.config.ts"));
  expect(findConfig(join(folder, "backend"))).toBe(join(folder, "seaway.config.ts"));
  expect(findConfig(join(folder, "shop/api"))).toBe(join(folder, "shop/seaway.config.mts"));
});

test("the search ends at the root of the repository", async () => {
  const outer = temporaryProject({ "seaway.config.ts": "", "inner/.git/HEAD": "", "inner/src/app.py": "" });
  expect(await refusal(() => findConfig(join(outer, "inner/src")))).toMatch(
    `SEA-2101 there is no seaway.config.ts in ${outer}/inner/src or above it, up to ${outer}/inner\n  try write one:`,
  );
});

test("outside a repository only the folder itself is looked at", async () => {
  const folder = temporaryProject({ "seaway.config.ts": "", "below/app.py": "" });
  rmSync(join(folder, ".git"), { recursive: true });
  expect(findConfig(folder)).toBe(join(folder, "seaway.config.ts"));
  expect(await refusal(() => findConfig(join(folder, "below")))).toContain(`SEA-2101 there is no seaway.config.ts in ${folder}/below\n`);
});

test("two candidates in one folder are an error that names both", async () => {
  const folder = temporaryProject({ "seaway.config.ts": "", "seaway.config.mts": "" });
  expect(await refusal(() => findConfig(folder))).toBe(
    `SEA-2102 ${folder} holds both seaway.config.ts and seaway.config.mts\n  try delete one of them, or name one with  --config FILE`,
  );
});

test("a named config is taken as it is, and must be there", async () => {
  const folder = temporaryProject({ "seaway.config.ts": "", "other.ts": "" });
  expect(findConfig(folder, "other.ts")).toBe(join(folder, "other.ts"));
  expect(await refusal(() => findConfig(folder, "gone.ts"))).toContain(`SEA-2103 there is no config file ${folder}/gone.ts\n`);
});
