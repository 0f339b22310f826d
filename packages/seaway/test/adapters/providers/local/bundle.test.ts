import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { SeawayError } from "../../../../src/model/errors/failure.ts";
import type { Problem } from "../../../../src/model/problem.ts";
import type { LocalWorld } from "../../../../src/adapters/providers/local/local-world.ts";
import { bundle } from "../../../../src/adapters/providers/local/bundle.ts";
import { pruneArtifacts } from "../../../../src/adapters/providers/local/prune-artifacts.ts";
import { actsIn, localMachine } from "./local-machine.ts";

const SIX = "six==1.17.0\n";

const ENGINE = fileURLToPath(new URL("./build-as-an-engine.ts", import.meta.url));

const machines: ReturnType<typeof localMachine>[] = [];
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.remove();
});

/** A project of two services that declare the same. */
function twoServices(requirements = SIX) {
  const machine = localMachine((project) => {
    for (const name of ["backend", "frontend"]) {
      mkdirSync(join(project, name, "static"), { recursive: true });
      writeFileSync(join(project, name, "app.py"), `name = "${name}"\n`);
      writeFileSync(join(project, name, "static/page.css"), "body { color: black }\n");
      writeFileSync(join(project, name, "start.sh"), "#!/bin/sh\n");
      chmodSync(join(project, name, "start.sh"), 0o755);
      writeFileSync(join(project, name, "requirements.txt"), requirements);
    }
  });
  machines.push(machine);
  return machine;
}

/** Kills an engine under its installer, which goes on. @param attempt folder of the attempt that it was at */
async function killedWhileItInstalled(machine: ReturnType<typeof localMachine>, attempt: string): Promise<void> {
  const { projectFolder, stateFolder } = machine.world;
  const words = ["--disable-warning=ExperimentalWarning", ENGINE, machine.project, projectFolder, stateFolder, attempt];
  const engine = spawn(process.execPath, words, { stdio: "inherit" });
  const died = new Promise((resolve) => engine.once("exit", resolve));
  await expect.poll(() => existsSync(join(attempt, "environment/install/pid")), { timeout: 20_000, interval: 5 }).toBe(true);
  engine.kill("SIGKILL");
  await died;
  expect(left(machine, "environments").some((name) => name.endsWith(".claim"))).toBe(true);
}

async function build(
  machine: ReturnType<typeof localMachine>,
  service: string,
  acts = machine.acts(`${service} build`),
  world: LocalWorld = machine.world,
) {
  const kind = bundle(world);
  const identity = machine.identity(`build.${service}`);
  const props = { service, path: service };
  return (await kind.run(identity, props, { inputs: await kind.inputs(identity, props), upstream: {} }, acts)).outputs;
}

const problemOf = async (promise: Promise<unknown>): Promise<Problem> => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof SeawayError)) throw thrown ?? new Error("nothing was thrown");
  return thrown.problem;
};

const age = (path: string): void => utimesSync(path, new Date(0), new Date(0));

const installs = (machine: ReturnType<typeof localMachine>): readonly string[] =>
  readdirSync(join(machine.folder, "runs"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith("/install/exit"));

const left = (machine: ReturnType<typeof localMachine>, folder: string): readonly string[] =>
  existsSync(join(machine.world.stateFolder, folder)) ? readdirSync(join(machine.world.stateFolder, folder)) : [];

describe("a bundle", { timeout: 60_000 }, () => {
  test("holds exactly the sources, and runs with what its service declares", async () => {
    const machine = twoServices();
    const { folder, environment, digest } = await build(machine, "backend");
    expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()).toEqual([
      "app.py",
      "requirements.txt",
      "start.sh",
      "static",
      "static/page.css",
    ]);
    expect(statSync(join(folder, "app.py")).mode & 0o777).toBe(0o444);
    expect(statSync(join(folder, "start.sh")).mode & 0o777).toBe(0o555);
    const run = execFileSync(join(environment, "bin/python"), ["-c", "import app, six; print(app.name, six.__version__)"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(run).toBe("backend 1.17.0\n");
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(left(machine, "artifacts")).toEqual([digest.slice("sha256:".length)]);
    // Whoever runs it has neither the build's files nor the user's settings before him.
    expect(readdirSync(environment).filter((name) => [".home", ".pip.conf", ".uv.toml"].includes(name))).toEqual([]);
  });

  test("is keyed by its files, its requirements, its interpreter and its format", async () => {
    const machine = twoServices();
    const kind = bundle(machine.world);
    const inputs = await kind.inputs(machine.identity("build.backend"), { service: "backend", path: "backend" });
    expect(Object.entries(inputs).map(([name, value]) => [name, value.replace(/[0-9a-f]{64}/, "…")])).toEqual([
      ["file backend/app.py", "sha256:…"],
      ["file backend/requirements.txt", "sha256:…"],
      ["file backend/start.sh", "sha256:… executable"],
      ["file backend/static/page.css", "sha256:…"],
      ["requirements", "sha256:…"],
      ["interpreter", expect.stringMatching(/^3\.\d+\.\d+ cpython-\d+-\S+ \/\S+$/)],
      ["bundle format", "1"],
    ]);
  });

  test("of a changed line is another one in the same environment, and the same one again when the line comes back", async () => {
    const machine = twoServices();
    const first = await build(machine, "backend");
    const file = join(machine.world.projectFolder, "backend/app.py");
    const before = readFileSync(file, "utf8");
    appendFileSync(file, "changed = True\n");
    const second = await build(machine, "backend", machine.acts("second"));
    expect(second.digest).not.toBe(first.digest);
    expect(second.environment).toBe(first.environment);
    writeFileSync(file, before);
    expect(await build(machine, "backend", machine.acts("third"))).toEqual(first);
    expect(installs(machine)).toHaveLength(1);
  });

  test("of each of two services at once shares one environment, installed once", async () => {
    const machine = twoServices();
    const [backend, frontend] = await Promise.all([build(machine, "backend"), build(machine, "frontend")]);
    expect(frontend.environment).toBe(backend.environment);
    expect(frontend.digest).not.toBe(backend.digest);
    expect(installs(machine)).toHaveLength(1);
  });

  test("whose engine was killed while it installed is finished by the next one, which installs nothing again", async () => {
    const machine = twoServices();
    const acts = machine.acts("killed");
    await killedWhileItInstalled(machine, acts.folder);
    const { environment } = await build(machine, "backend", acts);
    expect(execFileSync(join(environment, "bin/python"), ["-c", "import six"], { encoding: "utf8" })).toBe("");
    expect(installs(machine)).toEqual(["killed/environment/install/exit"]);
    expect(left(machine, "environments").filter((name) => name.endsWith(".claim"))).toEqual([]);
  });

  test("whose engine was killed while it installed is ended by whoever abandons it, and nothing of it is left", async () => {
    const machine = twoServices();
    const acts = machine.acts("killed");
    await killedWhileItInstalled(machine, acts.folder);
    const kind = bundle(machine.world);
    await kind.abandon?.(machine.identity("build.backend"), machine.acts("another attempt"));
    expect(left(machine, "environments")).not.toEqual([]);
    await kind.abandon?.(machine.identity("build.backend"), acts);
    expect(left(machine, "environments")).toEqual([]);
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain(machine.folder);
  });

  test("is refused when a file changed between the plan and the copy, and nothing is left of it", async () => {
    const machine = twoServices();
    const kind = bundle(machine.world);
    const identity = machine.identity("build.backend");
    const props = { service: "backend", path: "backend" };
    const inputs = await kind.inputs(identity, props);
    writeFileSync(join(machine.world.projectFolder, "backend/static/page.css"), "body { color: green }\n");
    expect(await problemOf(kind.run(identity, props, { inputs, upstream: {} }, machine.acts("late")))).toMatchObject({
      code: "SEA-4102",
      sentence: "backend/static/page.css changed while it was being built",
    });
    expect(left(machine, "artifacts")).toEqual([]);
  });

  test("whose dependency does not exist says so with the requirement's line, and leaves no half environment", async () => {
    const machine = twoServices("# what we need\nsix==1.17.0\nsix-of-nowhere == 99.9\n");
    expect(await problemOf(build(machine, "backend"))).toMatchObject({
      code: "SEA-4104",
      sentence: "the dependency six-of-nowhere of backend could not be installed",
      position: { file: "backend/requirements.txt", line: 3, column: 1, snippet: "six-of-nowhere == 99.9" },
      log: expect.arrayContaining([expect.stringContaining("six-of-nowhere")]),
    });
    expect(left(machine, "environments")).toEqual([]);
  });

  test("of a service that declares nothing has an empty environment, and its note says so", async () => {
    const machine = localMachine((project) => {
      mkdirSync(join(project, "backend"));
      writeFileSync(join(project, "backend/app.py"), "");
    });
    machines.push(machine);
    const acts = machine.acts("empty");
    const { environment } = await build(machine, "backend", acts);
    expect(acts.notes).toEqual(["no requirements.txt, so nothing is installed"]);
    expect(existsSync(join(environment, "bin/python"))).toBe(true);
    expect(installs(machine)).toEqual([]);
  });

  test("of a service with a pyproject.toml installs what its project lists", async () => {
    const machine = localMachine((project) => {
      mkdirSync(join(project, "backend"));
      writeFileSync(join(project, "backend/app.py"), "");
      writeFileSync(
        join(project, "backend/pyproject.toml"),
        '[project]\nname = "backend"\nversion = "1"\ndependencies = ["six==1.17.0"]\n',
      );
    });
    machines.push(machine);
    const { environment, folder } = await build(machine, "backend");
    expect(
      execFileSync(join(environment, "bin/python"), ["-c", "import six; print(six.__version__)"], { cwd: folder, encoding: "utf8" }),
    ).toBe("1.17.0\n");
    writeFileSync(join(machine.world.projectFolder, "backend/pyproject.toml"), '[tool.poetry]\nname = "backend"\n');
    expect(await problemOf(build(machine, "backend", machine.acts("poetry")))).toMatchObject({
      code: "SEA-4105",
      sentence: "backend/pyproject.toml does not say what to install: it has no table [project]",
    });
  });

  test("that is cancelled while it installs leaves no process, no claim and no half environment", async () => {
    const machine = twoServices();
    const cancel = new AbortController();
    const acts = actsIn(join(machine.folder, "runs", "cancelled"), cancel.signal);
    const building = build(machine, "backend", {
      ...acts,
      progress: (note: string) => void (note.startsWith("installs") && cancel.abort(new Error("cancelled"))),
    });
    await expect(building).rejects.toThrow("cancelled");
    expect(left(machine, "environments")).toEqual([]);
    const commands = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
    expect(commands).not.toContain(machine.folder);
  });

  test("that somebody edited is not intact, and is made again", async () => {
    const machine = twoServices();
    const kind = bundle(machine.world);
    const made = await build(machine, "backend");
    expect(await kind.intact(made)).toBe(true);
    const file = join(made.folder, "app.py");
    chmodSync(file, 0o644);
    writeFileSync(file, "name = 'another'\n");
    expect(await kind.intact(made)).toBe(false);
    expect(await build(machine, "backend", machine.acts("again"))).toEqual(made);
    expect(readFileSync(file, "utf8")).toBe('name = "backend"\n');
    expect(await kind.intact(made)).toBe(true);
  });

  test("that nothing names is pruned with its environment once it is an hour old", async () => {
    const machine = twoServices();
    const [kept, dropped] = [await build(machine, "backend"), await build(machine, "frontend")];
    const prune = () => pruneArtifacts(machine.world, new Set([kept.digest]));
    expect(prune()).toEqual({ bundles: 0, environments: 0 });
    for (const path of [join(kept.folder, ".."), join(dropped.folder, ".."), kept.environment]) age(path);
    expect(prune()).toEqual({ bundles: 1, environments: 0 });
    expect(existsSync(kept.folder)).toBe(true);
    expect(existsSync(dropped.folder)).toBe(false);
    expect(pruneArtifacts(machine.world, new Set())).toEqual({ bundles: 1, environments: 1 });
    expect(left(machine, "environments")).toEqual([]);
  });
});
