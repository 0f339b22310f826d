import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { digestFiles } from "../../../src/adapters/sources/digest-files.ts";
import { readCommit } from "../../../src/adapters/sources/read-commit.ts";
import { walkFiles } from "../../../src/adapters/sources/walk-files.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "seaway-sources-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content = ""): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const git = (...words: readonly string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=Test", "-c", "user.email=test@example.org", ...words], { encoding: "utf8" });

test("source is what git would track, nested patterns and exceptions included", () => {
  git("init", "--quiet");
  write(".gitignore", "*.log\n/backend/build/\n");
  write("backend/.gitignore", "secret.txt\n!kept.log\n");
  write("backend/static/.gitignore", "*\n!page.css\n");
  for (const path of [
    "app.py",
    "noise.log",
    "kept.log",
    "secret.txt",
    "build/out.txt",
    "static/page.css",
    "static/page.map",
    "deep/secret.txt",
    "ä.py",
  ]) {
    write(join("backend", path));
  }
  const tracked = git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "backend").split("\0").filter(Boolean);
  const expected = tracked.map((path) => path.slice("backend/".length)).toSorted((a, b) => (a < b ? -1 : 1));
  expect(walkFiles(join(folder, "backend"), folder)).toEqual(expected);
  expect(expected).toEqual([".gitignore", "app.py", "kept.log", "static/page.css", "ä.py"]);
});

test("what tools made here is no source: environments, caches, packages", () => {
  for (const path of [
    "app.py",
    "__pycache__/app.pyc",
    ".venv/bin/python",
    "env/pyvenv.cfg",
    "env/lib/six.py",
    "node_modules/x/index.js",
    ".git/HEAD",
  ]) {
    write(join("backend", path));
  }
  expect(walkFiles(join(folder, "backend"), folder)).toEqual(["app.py"]);
});

test("links inside the project are followed, circles end, links to nothing are nothing", () => {
  write("common/format.py");
  write("backend/app.py");
  symlinkSync("../common", join(folder, "backend/common"));
  symlinkSync("../backend", join(folder, "common/back"));
  symlinkSync("nowhere", join(folder, "backend/.#app.py"));
  expect(walkFiles(join(folder, "backend"), folder)).toEqual(["app.py", "common/format.py"]);
});

test("a link that leaves the project is refused by name", () => {
  write("backend/app.py");
  symlinkSync("/etc/hostname", join(folder, "backend/host"));
  expect(() => walkFiles(join(folder, "backend"), folder)).toThrow(
    `SEA-4103: the link ${join(folder, "backend/host")} leads out of the project, to /etc/hostname`,
  );
});

test("a digest is the content's, and says what may be executed", () => {
  write("empty.txt");
  chmodSync(write("start.sh", "#!/bin/sh\n"), 0o755);
  expect(digestFiles(folder, ["empty.txt", "start.sh"], join(folder, "cache/files.json"))).toEqual({
    "empty.txt": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "start.sh": "sha256:a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf executable",
  });
});

test("a file that did not change is not read again, and one that changed is, whatever its size and its mtime", async () => {
  const cache = join(folder, "cache/files.json");
  const file = write("app.py", "one");
  utimesSync(file, 1_000, 1_000);
  await expect.poll(() => (digestFiles(folder, ["app.py"], cache), readFileSync(cache, "utf8")), { interval: 20 }).toContain("app.py");
  const first = digestFiles(folder, ["app.py"], cache)["app.py"];
  // Proof that the cache is used: what it says is believed.
  writeFileSync(cache, readFileSync(cache, "utf8").replace(/sha256:[0-9a-f]{4}/, "sha256:0000"));
  expect(digestFiles(folder, ["app.py"], cache)["app.py"]).toBe(first!.replace(/sha256:[0-9a-f]{4}/, "sha256:0000"));
  writeFileSync(file, "two");
  utimesSync(file, 1_000, 1_000);
  expect(digestFiles(folder, ["app.py"], cache)["app.py"]).toBe("sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3");
});

test("a damaged cache costs time and nothing else", () => {
  const cache = write("cache/files.json", '{"app.py": [');
  write("app.py", "two");
  expect(digestFiles(folder, ["app.py"], cache)["app.py"]).toBe("sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3");
});

test("the commit, its branch and its first line, and whether the folder differs from it", async () => {
  expect(await readCommit(folder)).toBeUndefined();
  git("init", "--quiet", "--initial-branch=main");
  expect(await readCommit(folder)).toBeUndefined();
  write("app.py", "one\n");
  git("add", "app.py");
  git("commit", "--quiet", "-m", "Begin\n\nWith more words below.");
  const id = git("rev-parse", "HEAD").trim();
  const clean = { id, branch: "main", subject: "Begin", dirty: false };
  expect(await readCommit(folder)).toEqual(clean);
  write(".seaway/project", "users-1");
  expect(await readCommit(folder)).toEqual(clean);
  git("checkout", "--quiet", "--detach");
  expect(await readCommit(folder)).toEqual({ ...clean, branch: undefined });
  appendFileSync(join(folder, "app.py"), "two\n");
  expect(await readCommit(folder)).toEqual({ ...clean, branch: undefined, dirty: true });
  git("checkout", "--quiet", "--force", "main");
  write("new.py");
  expect(await readCommit(folder)).toEqual({ ...clean, dirty: true });
  expect(existsSync(join(folder, ".git/index.lock"))).toBe(false);
});
