import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rollOut, rolloutOf, webService } from "../../../../src/testing/runtime-samples.ts";
import { localLab, type LocalLab } from "./local-lab.ts";

let lab: LocalLab;
beforeEach(async () => {
  lab = await localLab();
});
afterEach(() => lab.close());

const writer = (path: string, version: string): string => `
import os, time
with open("${path}/seen", "a") as file:
    file.write("${version}\\n")
time.sleep(600)
`;

test("each version finds at the volume's path what the one before it wrote there", async () => {
  const [folder, path] = [join(lab.folder, "volumes", "files"), join(lab.folder, "seen-from-inside")];
  for (const made of [folder, path]) mkdirSync(made, { recursive: true, mode: 0o700 });
  for (const [deployment, version] of [
    [1, "one"],
    [2, "two"],
  ] as const) {
    const {
      port: _port,
      health: _health,
      ...worker
    } = await webService(lab, "worker", writer(path, version), { kind: "worker", public: false });
    await rollOut(lab.runtime, rolloutOf(lab, deployment, [{ ...worker, volume: { folder, path } }]));
  }
  expect(readFileSync(join(folder, "seen"), "utf8")).toBe("one\ntwo\n");
  expect([existsSync(path), readdirSync(path)]).toEqual([true, []]);
});
