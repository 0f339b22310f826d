import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Check, Repository } from "./check.ts";
import { fileBudget } from "./file-budget.ts";
import { fileNames } from "./file-names.ts";
import { importCycles } from "./import-cycles.ts";
import { layerOrder } from "./layer-order.ts";
import { reference } from "./reference.ts";
import { portableText } from "./portable-text.ts";
import { pureEngine } from "./pure-engine.ts";
import { shellSyntax } from "./shell-syntax.ts";

const source = "packages/seaway/src";

const repositoryOf = (texts: Record<string, string>, root = "/nowhere"): Repository => ({
  root,
  files: Object.keys(texts),
  read: (file) => texts[file] ?? "",
});
const findings = async (check: Check, texts: Record<string, string>): Promise<readonly string[]> =>
  await check.findings(repositoryOf(texts));

test("an import upward is found, also of a type, and one downward is fine", async () => {
  expect(
    await findings(layerOrder, {
      [`${source}/std/duration.ts`]: `import type { Plan } from "../model/plan.ts";`,
      [`${source}/model/plan.ts`]: `import { minutes } from "../std/duration.ts";`,
    }),
  ).toEqual([`${source}/std/duration.ts:1 std imports model (../model/plan.ts)`]);
});

test("a provider that imports another one is found", async () => {
  expect(
    await findings(layerOrder, {
      [`${source}/adapters/providers/aws/network.ts`]: `\nimport { x } from "../docker/client.ts";`,
      [`${source}/adapters/providers/docker/client.ts`]: "",
    }),
  ).toEqual([`${source}/adapters/providers/aws/network.ts:2 provider aws imports provider docker`]);
});

test("a cycle is found when it loads at run time, and not when one side is only a type or lazy", async () => {
  const [a, b, c] = [`${source}/std/a.ts`, `${source}/std/b.ts`, `${source}/std/c.ts`];
  expect(
    await findings(importCycles, { [a]: `import "./b.ts";`, [b]: `export * from "./c.ts";`, [c]: `import { x } from "./a.ts";` }),
  ).toEqual([`${a} → ${b} → ${c} → ${a}`]);
  expect(await findings(importCycles, { [a]: `import type { B } from "./b.ts";`, [b]: `import { x } from "./a.ts";` })).toEqual([]);
  expect(await findings(importCycles, { [a]: `const b = () => import("./b.ts");`, [b]: `import { x } from "./a.ts";` })).toEqual([]);
});

test("an engine that knows Node is found, and a property of that name is fine", async () => {
  expect(
    await findings(pureEngine, {
      [`${source}/engine/run/step.ts`]: `import { readFile } from "node:fs";\nexport const pid = process.pid;\nexport const other = step.process;`,
      [`${source}/adapters/job.ts`]: `import { readFile } from "node:fs";`,
    }),
  ).toEqual([`${source}/engine/run/step.ts:1 imports node:fs`, `${source}/engine/run/step.ts:2 uses process`]);
});

test("a file that is too long is found", async () => {
  expect(
    await findings(fileBudget, { [`${source}/std/a.ts`]: "", [`${source}/std/b.ts`]: "", [`${source}/std/c.ts`]: "x\n".repeat(401) }),
  ).toEqual(["the 90th percentile is 401 lines", `${source}/std/c.ts has 401 lines`]);
});

test("a drawer and a name in camel case are found", async () => {
  expect(
    await findings(fileNames, { [`${source}/common/x.ts`]: "", [`${source}/std/stableJson.ts`]: "", [`${source}/std/stable-json.ts`]: "" }),
  ).toEqual([`${source}/common/x.ts: common is a drawer's name`, `${source}/std/stableJson.ts: stableJson is not kebab-case`]);
});

test("a page of the reference that differs from the source is found", async () => {
  expect(await findings(reference, { "docs/reference/errors.md": "# Errors\n" })).toHaveLength(3);
});

test("a shell script with an open quote is found", async () => {
  const root = mkdtempSync(join(tmpdir(), "checks-"));
  try {
    writeFileSync(join(root, "broken.sh"), "echo 'open\n");
    writeFileSync(join(root, "whole.sh"), "echo whole\n");
    expect(await shellSyntax.findings(repositoryOf({ "broken.sh": "", "whole.sh": "" }, root))).toEqual([
      expect.stringContaining("broken.sh: "),
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("a folder of one machine and a registry's host are found, public addresses and system folders are fine", async () => {
  const folder = ["", "home", "ada", "seaway"].join("/");
  const registry = ["https://regis", "try.example.org/seaway"].join("");
  const text = `see https://docs.example.org/home/ada/\ncd ${folder}\nls /usr/lib /var/lib/x\nfetch ${registry}\n`;
  expect(await findings(portableText, { "README.md": text })).toEqual(["README.md:2", "README.md:4"]);
});
