import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { CommandResult, Sandbox } from "../../../../src/engine/ports/connection.ts";
import { identityFor, releaseIdentity } from "../../../../src/adapters/connections/local/identities.ts";
import { jobFiles } from "../../../../src/adapters/connections/local/job-folder.ts";
import { killedByMemory, memoryLimitSupport } from "../../../../src/adapters/connections/local/memory-limit.ts";
import { localLab } from "./local-lab.ts";

const besides = (name: string): string => fileURLToPath(new URL(`./programs/${name}`, import.meta.url));
const PYTHON = execFileSync("/usr/bin/env", ["python3", "-c", "import sys; print(sys.executable); print(sys.base_prefix)"], {
  encoding: "utf8",
});
const [python, prefix] = PYTHON.split("\n") as [string, string];

/** A box, and a lab that gives everything back. */
function aBox(): ReturnType<typeof localLab> & {
  readonly sandbox: Sandbox;
  readonly run: (argv: readonly string[], sandbox?: Partial<Sandbox>) => Promise<CommandResult>;
} {
  const lab = localLab();
  const key = `build:test-${randomBytes(6).toString("hex")}`;
  onTestFinished(async () => {
    await lab.remove();
    await releaseIdentity(key);
  });
  chmodSync(lab.room, 0o700);
  const sandbox: Sandbox = { identity: key, read: [], write: [] };
  return {
    ...lab,
    sandbox,
    run: (argv, more) =>
      lab.connection.run(
        { argv, cwd: "/", env: { PATH: "/usr/bin:/bin" }, sandbox: { ...sandbox, ...more } },
        { folder: join(lab.room, "jobs", randomBytes(4).toString("hex")) },
      ),
  };
}

test("what users wrote has a uid without login, no capability, and only the paths it was given", async () => {
  const { room, sandbox, run } = aBox();
  const [given, output, closed, hosts] = ["given", "given/closed/output", "closed", "hosts"].map((name) => join(room, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [given, output, closed]) mkdirSync(folder, { recursive: true });
  chmodSync(join(given, "closed"), 0o700);
  writeFileSync(join(closed, "secret"), "secret");
  writeFileSync(hosts, "127.0.0.1 localhost\n127.77.1.1 backend\n");
  copyFileSync(besides("report-rights.py"), join(given, "report-rights.py"));
  symlinkSync(given, join(room, "link"));

  const order = JSON.stringify({
    list: [room, given, join(given, "closed"), closed, join(room, "link"), "/root"],
    write: [given, output, closed],
  });
  const result = await run([python, join(room, "link", "report-rights.py"), order], {
    read: [prefix, given, join(room, "link")],
    write: [output],
    hosts,
  });
  const identity = (await identityFor(sandbox.identity))!;
  expect(result.code, result.tail.join("\n")).toBe(0);
  const mayNot = "PermissionError";
  expect(JSON.parse(result.tail.at(-1)!)).toEqual({
    user: [identity.uid, identity.gid, [], `seaway-${identity.uid}`],
    capabilities: [0, 0, 0, 0, 0],
    noNewPrivs: "1",
    processes: 2,
    hosts: readFileSync(hosts, "utf8"),
    home: true,
    listed: {
      [room]: mayNot,
      [given]: ["closed", "report-rights.py"],
      [join(given, "closed")]: mayNot,
      [closed]: "FileNotFoundError",
      [join(room, "link")]: ["closed", "report-rights.py"],
      "/root": mayNot,
    },
    written: { [given]: "OSError", [output]: true, [closed]: "FileNotFoundError" },
    unmounted: false,
  });
  expect(existsSync(join(output, "proof"))).toBe(true);
});

test("an LD_PRELOAD of a user acts on nothing that still has rights", async () => {
  const { room, connection, sandbox } = aBox();
  const folder = join(room, "preload");
  const env = { PATH: "/usr/bin:/bin", LD_PRELOAD: join(room, "evil.so") };
  const { code, tail } = await connection.run({ argv: ["true"], cwd: "/", env, sandbox }, { folder });
  // One complaint of the loader a program that sees the variable: `true`, and nothing in front of it.
  expect([code, tail.length]).toEqual([0, 1]);
});

test("a path that is not there is named before anything starts", async () => {
  const { room, run } = aBox();
  const missing = join(room, "missing");
  await expect(run(["true"], { read: [missing] })).rejects.toThrow(`SEA-8302: true could not be started: ${missing} is not there`);
});

test("a job beyond its limit of memory is killed, and its folder says so", async () => {
  expect(memoryLimitSupport()).toBeDefined();
  const { room, connection, sandbox } = aBox();
  const limited = async (name: string, mebibytes: number): Promise<readonly [number, boolean]> => {
    const argv = [python, "-c", `print(len(bytearray(${mebibytes} << 20)))`];
    const folder = join(room, name);
    const { code } = await connection.run(
      { argv, cwd: "/", env: { PATH: "/usr/bin:/bin" }, sandbox: { ...sandbox, read: [prefix], memoryMiB: 64 } },
      { folder },
    );
    return [code, killedByMemory(folder)];
  };
  expect(await limited("within", 8)).toEqual([0, false]);
  expect(await limited("beyond", 256)).toEqual([137, true]);
  const groups = execFileSync("find", [
    "/sys/fs/cgroup",
    "-path",
    "*/seaway/*",
    "-type",
    "d",
    "-newer",
    jobFiles(join(room, "within")).command,
  ]);
  expect(groups.toString()).toBe("");
});
