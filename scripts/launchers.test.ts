import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./repository.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "launchers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, XDG_CACHE_HOME: folder },
  });
  return { status, stdout, stderr };
};

test("bin/seaway runs from any folder and through a link", () => {
  symlinkSync(join(root, "bin/seaway"), join(folder, "seaway"));
  expect(run(join(folder, "seaway"), "--version")).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
});

test("a checkout that is not set up says which command does it", () => {
  for (const part of ["bin/seaway", "scripts/node.sh"]) cpSync(join(root, part), join(folder, part));
  expect(run(join(folder, "bin/seaway"), "plan")).toEqual({
    status: 3,
    stdout: "",
    stderr: `seaway: this checkout is not set up yet; run  ${folder}/bin/setup\n`,
  });
});

test("a set-up that finds everything in place is silent", () => {
  expect(run(join(root, "bin/setup"), "--tests")).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("bin/demo refuses a folder that holds something", () => {
  symlinkSync("nowhere", join(folder, "something"));
  expect(run(join(root, "bin/demo"), folder)).toEqual({ status: 2, stdout: "", stderr: `demo: ${folder} is not empty\n` });
});
