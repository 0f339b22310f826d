import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A package of sources at an address, as a private index has one: installing it runs a program of its author. */
export interface SourcePackage {
  /** The line of a `requirements.txt`. */
  readonly requirement: string;
  close(): Promise<void>;
}

/**
 * @param name of the package; the module that it installs is empty
 * @param build Python that runs before its wheel is made. It brings its own build backend, so nothing has to be fetched for it.
 */
export async function servePackage(name: string, build: string): Promise<SourcePackage> {
  const folder = mkdtempSync(join(tmpdir(), "seaway-package-"));
  const root = `${name}-1.0`;
  mkdirSync(join(folder, root));
  const files = {
    "pyproject.toml": `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "${name}"\nversion = "1.0"\n`,
    "PKG-INFO": metadata(name),
    "backend.py": backend(name, build),
  };
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, root, file), content);
  execFileSync("tar", ["-czf", `${root}.tar.gz`, root], { cwd: folder });
  const archive = readFileSync(join(folder, `${root}.tar.gz`));
  rmSync(folder, { recursive: true });
  const server = createServer((_request, response) => response.end(archive));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    requirement: `${name} @ http://127.0.0.1:${(server.address() as AddressInfo).port}/${root}.tar.gz`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const metadata = (name: string): string => `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`;

const backend = (name: string, build: string): string => `
import os, zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
${build.replace(/^(?=.)/gm, "    ")}
    wheel = "${name}-1.0-py3-none-any.whl"
    about = "${name}-1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), "w") as made:
        made.writestr("${name}.py", "")
        made.writestr(about + "METADATA", ${JSON.stringify(metadata(name))})
        made.writestr(about + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        made.writestr(about + "RECORD", "")
    return wheel
`;
