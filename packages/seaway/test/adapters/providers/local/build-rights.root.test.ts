import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { bundle } from "../../../../src/adapters/providers/local/bundle.ts";
import { localMachine } from "./local-machine.ts";

/** A package whose build looks around: who it is, what it can read and write. It needs nothing but itself to be built. */
const NOSY_BUILD = `
import base64, hashlib, os, zipfile

def attempt(what):
    try:
        return what() or "done"
    except OSError as refused:
        return type(refused).__name__

def build_wheel(folder, config_settings=None, metadata_directory=None):
    seen = {
        "uid": os.getuid(),
        "state": attempt(lambda: os.listdir(STATE)),
        "root": attempt(lambda: os.listdir("/root")),
        "project": attempt(lambda: open(PROJECT + "/trace", "w").close()),
        "secret": os.environ.get("SEAWAY_TEST_SECRET"),
    }
    name = "nosy-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("nosy.py", "seen = %r\\n" % seen)
        wheel.writestr("nosy-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: nosy\\nVersion: 1.0\\n")
        wheel.writestr("nosy-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("nosy-1.0.dist-info/RECORD", "")
    return name
`;

const machine = localMachine((project) => mkdirSync(join(project, "backend")));
const packages = mkdtempSync(join(tmpdir(), "seaway-nosy-"));
afterEach(async () => {
  await machine.remove();
  rmSync(packages, { recursive: true, force: true });
});

test(
  "what a dependency runs while it is installed has a user without rights, and sees neither state nor project nor secrets",
  { timeout: 60_000 },
  async () => {
    const { projectFolder, stateFolder } = machine.world;
    const source = join(packages, "nosy-1.0");
    mkdirSync(source);
    const backend = `STATE = ${JSON.stringify(stateFolder)}\nPROJECT = ${JSON.stringify(projectFolder)}\n${NOSY_BUILD}`;
    writeFileSync(join(source, "nosy_build.py"), backend);
    writeFileSync(join(source, "pyproject.toml"), '[build-system]\nrequires = []\nbuild-backend = "nosy_build"\nbackend-path = ["."]\n');
    writeFileSync(join(source, "PKG-INFO"), "Metadata-Version: 2.1\nName: nosy\nVersion: 1.0\n");
    execFileSync("tar", ["-C", packages, "-czf", join(packages, "nosy-1.0.tar.gz"), "nosy-1.0"]);
    execFileSync("chmod", ["-R", "a+rX", packages]);
    writeFileSync(join(projectFolder, "backend/requirements.txt"), `nosy @ file://${packages}/nosy-1.0.tar.gz\n`);
    const kind = bundle(machine.world);
    const identity = machine.identity("build.backend");
    const props = { service: "backend", path: "backend" };
    process.env.SEAWAY_TEST_SECRET = "seen";
    try {
      const {
        outputs: { environment },
      } = await kind.run(identity, props, { inputs: await kind.inputs(identity, props), upstream: {} }, machine.acts("build"));
      const said = execFileSync(join(environment, "bin/python"), ["-c", "import json, nosy; print(json.dumps(nosy.seen))"], {
        encoding: "utf8",
      });
      const { uid } = (await machine.world.identityFor(`build:${machine.project}`))!;
      expect(JSON.parse(said)).toEqual({
        uid,
        state: "PermissionError",
        root: "PermissionError",
        project: "FileNotFoundError",
        secret: null,
      });
      // And what it built is out of its reach from now on.
      expect(statSync(environment).uid).toBe(0);
      expect(statSync(environment).mode & 0o222).toBe(0);
    } finally {
      delete process.env.SEAWAY_TEST_SECRET;
    }
  },
);
