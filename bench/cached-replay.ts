import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { uvFolder } from "../packages/seaway/test/e2e/uv.ts";
import type { Measured, Measurement } from "./measuring/measurement.ts";
import { SEAWAY } from "./measuring/seaway-program.ts";
import { show } from "./measuring/show.ts";
import { timeOf } from "./measuring/time-of.ts";

const SERVICES = 25;
const REPETITIONS = 15;

/** Fifty tasks, a build and a suite of each service, all of which come from the cache; the same graph for ninja and turbo. */
export const cachedReplay: Measurement = {
  what: "50 tasks, all of them from the cache",
  bar: { atMost: 100, unit: "ms" },
  async measure(): Promise<Measured> {
    const root = mkdtempSync(join(tmpdir(), "seaway-bench-"));
    try {
      const seaway = seawayProject(join(root, "seaway"));
      const ninja = ninjaProject(join(root, "ninja"));
      const turbo = turboProject(join(root, "turbo"));
      await seaway();
      await ninja();
      await turbo();
      const values: number[] = [];
      const [ninjas, turbos]: [number[], number[]] = [[], []];
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        values.push(await seaway());
        ninjas.push(await ninja());
        turbos.push(await turbo());
      }
      return {
        values,
        peers: [
          { name: "ninja", values: ninjas },
          { name: "turbo", values: turbos },
        ],
      };
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
};

type Replay = () => Promise<number>;

const names = Array.from({ length: SERVICES }, (_, index) => `service-${index + 1}`);

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function seawayProject(folder: string): Replay {
  const services = names.map(
    (name) => `service("${name}", { path: "${name}", command: "python app.py", test: { command: "python tests.py" } })`,
  );
  write(
    join(folder, "seaway.config.ts"),
    `import { local, project, service } from "seaway";\n` +
      `export default project("many", { services: [${services.join(",\n")}], environments: { local: local() } });\n`,
  );
  for (const name of names) {
    write(join(folder, name, "app.py"), `import time\n\nprint("${name}")\ntime.sleep(1e6)\n`);
    write(join(folder, name, "tests.py"), TESTS);
  }
  execFileSync("git", ["init", "--quiet", folder]);
  const env = { ...process.env, XDG_STATE_HOME: join(folder, "..", "state"), XDG_CONFIG_HOME: join(folder, "..", "config") };
  return () => timeOf(SEAWAY, ["test"], { cwd: folder, env });
}

/** A suite without a framework, so that what is measured is not how long it takes the first time. */
const TESTS = `import os

open(os.environ["JUNIT_FILE"], "w").write('<testsuite name="s"><testcase classname="c" name="t" time="0"/></testsuite>')
`;

function ninjaProject(folder: string): Replay {
  const rules = "rule make\n  command = cp $in $out\n";
  const edges = names.map((name) => `build ${name}.built: make ${name}.txt\nbuild ${name}.tested: make ${name}.built\n`);
  write(join(folder, "build.ninja"), rules + edges.join(""));
  for (const name of names) write(join(folder, `${name}.txt`), name);
  const tools = join(folder, "tools");
  execFileSync(join(uvFolder(), "uv"), ["pip", "install", "--quiet", "--target", tools, "ninja==1.13.2"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return () => timeOf(join(tools, "bin", "ninja"), [], { cwd: folder });
}

function turboProject(folder: string): Replay {
  write(
    join(folder, "package.json"),
    JSON.stringify({
      name: "many",
      private: true,
      packageManager: "npm@11.0.0",
      workspaces: ["packages/*"],
      devDependencies: { turbo: "2.11.11" },
    }),
  );
  write(
    join(folder, "turbo.json"),
    JSON.stringify({ tasks: { build: { outputs: ["built"] }, test: { dependsOn: ["build"], outputs: [] } } }),
  );
  write(join(folder, ".gitignore"), "node_modules\n.turbo\nbuilt\n");
  for (const name of names) {
    const scripts = { build: "echo built > built", test: "true" };
    write(join(folder, "packages", name, "package.json"), JSON.stringify({ name, version: "1.0.0", scripts }));
  }
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("git", ["init", "--quiet", folder]);
  execFileSync("git", ["-C", folder, "add", "--all"]);
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
  return () => timeOf(join(folder, "node_modules", ".bin", "turbo"), ["run", "build", "test"], { cwd: folder, env });
}

if (import.meta.main) await show([cachedReplay]);
