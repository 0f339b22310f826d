import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { failure } from "../../../../model/errors/failure.ts";
import { findProgram } from "./find-program.ts";

/** A Python installation, never an environment made from one. */
export interface Interpreter {
  /** `3.11.7` */
  readonly version: string;
  /** `cpython-311-linux-x86_64`: what wheels are chosen by. */
  readonly platform: string;
  readonly executable: string;
  /** Folder of the installation: its standard library lies below it. */
  readonly prefix: string;
  /** Version of its pip; absent when it has none. */
  readonly pip?: string;
}

/** `-I` keeps the folder it runs in, and the user's own packages, out of its sight. */
const PROBE = `
import importlib.util, json, os, platform, sys, sysconfig
pip = None
if importlib.util.find_spec("pip"):
    import pip as found
    pip = found.__version__
print(json.dumps({
    "version": platform.python_version(),
    "platform": "-".join([sys.implementation.cache_tag, sysconfig.get_platform()]),
    "executable": getattr(sys, "_base_executable", sys.executable),
    "prefix": os.path.realpath(sys.base_prefix),
    **({"pip": pip} if pip else {}),
}))`;

/** @throws SEA-4101 */
export type FindInterpreter = (folder: string) => Promise<Interpreter>;

/**
 * Finds the interpreter that a shell in a folder would start by `python3`, behind pyenv's shim the real one. It is remembered by what
 * decides it, so that no plan of any project starts a Python that was asked before; services that are looked at together ask once.
 */
export function interpreterFinder(memory: string): FindInterpreter {
  const asking = new Map<string, Promise<Interpreter>>();
  return async (folder) => {
    const program = pythonOf();
    const key = keyOf(program, folder);
    const found = asking.get(key) ?? find(program, key, folder, memory);
    asking.set(key, found);
    try {
      return await found;
    } finally {
      asking.delete(key); // a later answer is the memory's, which looks whether it still holds
    }
  };
}

const keyOf = (program: string, folder: string): string => JSON.stringify([program, stampOf(program), ...choiceOfPyenv(program, folder)]);

function pythonOf(): string {
  const program = findProgram("python3");
  if (program === undefined) throw failure("SEA-4101", { lacks: "no `python3` is on the PATH" });
  return program;
}

async function find(program: string, key: string, folder: string, memory: string): Promise<Interpreter> {
  const remembered = recall(memory);
  const known = remembered[key];
  if (known !== undefined && stampOf(known.interpreter.executable) === known.stamp) return known.interpreter;
  const interpreter = await probe(program, folder);
  remember(memory, { ...remembered, [key]: { interpreter, stamp: stampOf(interpreter.executable) } });
  return interpreter;
}

async function probe(program: string, folder: string): Promise<Interpreter> {
  try {
    const { stdout } = await promisify(execFile)(program, ["-I", "-c", PROBE], { cwd: folder, timeout: 20_000 });
    return JSON.parse(stdout) as Interpreter;
  } catch (cause) {
    throw failure("SEA-4101", { lacks: `${program} did not start` }, { cause });
  }
}

/** What pyenv's shim asks: the variable, the nearest `.python-version`, its own setting. */
function choiceOfPyenv(program: string, folder: string): readonly string[] {
  if (!program.endsWith("/shims/python3")) return [];
  const own = join(dirname(dirname(program)), "version");
  const nearest = upward(folder)
    .map((at) => join(at, ".python-version"))
    .find(existsSync);
  return [process.env.PYENV_VERSION ?? "", ...[nearest, own].map((file) => (file && existsSync(file) ? readFileSync(file, "utf8") : ""))];
}

const upward = (folder: string): readonly string[] => (folder === dirname(folder) ? [folder] : [folder, ...upward(dirname(folder))]);

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? "gone" : `${stat.size} ${stat.mtimeMs}`;
}

type Memory = Readonly<Record<string, { readonly interpreter: Interpreter; readonly stamp: string }>>;

function recall(file: string): Memory {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Memory;
  } catch {
    return {}; // not there yet, or damaged: Python is asked again
  }
}

function remember(file: string, memory: Memory): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(memory), { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}
