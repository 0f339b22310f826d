import { execFile } from "node:child_process";
import { mkdirSync, statfsSync } from "node:fs";
import { promisify } from "node:util";
import type { Finding } from "../model/finding.ts";
import { isolation, isRoot } from "./connections/local/isolation.ts";
import { memoryLimitSupport } from "./connections/local/memory-limit.ts";

const run = promisify(execFile);
const LIMIT_MS = 5_000;
const LOW_GIB = 2;

interface Tool {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly version: RegExp;
  readonly debian: string;
  /** Whether nothing works without it. */
  readonly needed: boolean;
}

const TOOLS: readonly Tool[] = [
  { name: "git", argv: ["git", "--version"], version: /version (\S+)/, debian: "git", needed: true },
  { name: "python", argv: ["python3", "--version"], version: /Python (\S+)/, debian: "python3", needed: true },
  {
    name: "venv",
    argv: ["python3", "-c", "import ensurepip, venv; print('there')"],
    version: /(there)/,
    debian: "python3-venv",
    needed: true,
  },
  { name: "ssh", argv: ["ssh", "-V"], version: /OpenSSH_(\S+?),?\s/, debian: "openssh-client", needed: false },
];

/** What this machine has of what Seaway needs; nothing is installed and nothing is started that stays. */
export async function examineHere(stateFolder: string): Promise<readonly Finding[]> {
  const tools = await Promise.all(TOOLS.map(examineTool));
  return [{ name: "node", mark: "passed", told: process.versions.node }, ...tools, disk(stateFolder), ...rights()];
}

async function examineTool({ name, argv: [program, ...words], version, debian, needed }: Tool): Promise<Finding> {
  try {
    const { stdout, stderr } = await run(program, words, { timeout: LIMIT_MS });
    return { name, mark: "passed", told: version.exec(`${stdout}${stderr} `)?.[1] ?? "there" };
  } catch {
    return {
      name,
      mark: needed ? "failed" : "attention",
      told: `${program} can't be run`,
      fix: `apt-get install --no-install-recommends ${debian}`,
    };
  }
}

function disk(state: string): Finding {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = statfsSync(state);
  const freeGib = (bavail * bsize) / 2 ** 30;
  const told = `${freeGib.toFixed(freeGib < 10 ? 1 : 0)} GiB free`;
  return freeGib < LOW_GIB
    ? { name: "disk", mark: "attention", told, fix: "make room where XDG_STATE_HOME leads" }
    : { name: "disk", mark: "passed", told };
}

function rights(): readonly Finding[] {
  const box: Finding =
    isolation() === "namespaces"
      ? { name: "isolation", mark: "passed", told: "namespaces" }
      : {
          ...{
            name: "isolation",
            mark: "attention",
            told: "no namespaces can be made: what runs is kept together by its process group alone",
          },
          fix: "as root:  sysctl kernel.unprivileged_userns_clone=1",
        };
  const user: Finding = isRoot()
    ? { name: "user", mark: "passed", told: "root" }
    : { name: "user", mark: "attention", told: "not root: what tests run, runs as your own user" };
  const memory: Finding =
    memoryLimitSupport() === undefined
      ? { name: "memory", mark: "attention", told: "no control group can be made: `memory` of a service is not kept" }
      : { name: "memory", mark: "passed", told: "limits can be kept" };
  return [box, user, memory];
}
