import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A value that must turn up nowhere, with every form in which programs write it, computed without Seaway. */
export interface Canary {
  readonly name: string;
  readonly forms: readonly Buffer[];
}

export function canary(name: string, value: string): Canary {
  const lines = value.split("\n").filter((line) => line.length >= 8);
  return { name, forms: [...new Set([value, ...lines].flatMap(formsOf))].map((form) => Buffer.from(form)) };
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  // Inside a longer text base64 shows a value at one of three alignments; the characters at both ends belong to the neighbours too.
  const aligned = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "")
      .slice(before === 0 ? 0 : before + 1, -2),
  );
  const base64 = [...aligned, ...aligned.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))];
  return [
    value,
    json,
    ascii,
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll("%20", "+"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...base64,
  ];
}

/** Names of the canaries that are in some bytes. */
export const canariesIn = (bytes: Buffer | string, canaries: readonly Canary[]): readonly string[] => {
  const text = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  return canaries.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ name }) => name);
};

/** `file: canary` for every file below a folder that was changed since then, links not followed; what goes while it is read is left out. */
export function canariesBelow(folder: string, canaries: readonly Canary[], sinceMs = 0): readonly string[] {
  const found: string[] = [];
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...canariesBelow(path, canaries, sinceMs));
    else if (entry.isFile()) found.push(...canariesInFile(path, canaries, sinceMs).map((name) => `${path}: ${name}`));
  }
  return found;
}

const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};

function canariesInFile(path: string, canaries: readonly Canary[], sinceMs: number): readonly string[] {
  try {
    return lstatSync(path).ctimeMs < sinceMs ? [] : canariesIn(readFileSync(path), canaries);
  } catch {
    return [];
  }
}

/** What the process list ever showed, sampled as fast as the machine lets, and kept: some canaries are known only afterwards. */
export interface ProcessWatch {
  /** Command lines with a canary in them. */
  commandLines(canaries: readonly Canary[]): readonly string[];
  /** Processes that had one in their environment, of the jobs whose folders begin so, and of no such job. */
  environments(
    canaries: readonly Canary[],
    jobs: readonly string[],
  ): { readonly inside: readonly string[]; readonly outside: readonly string[] };
  samples(): number;
  stop(): void;
}

interface SeenProcess {
  readonly command: string;
  readonly environment: Buffer;
  /** Command lines of itself and of what it descends from. */
  readonly line: readonly string[];
}

export function watchProcesses(): ProcessWatch {
  const seen = new Map<string, SeenProcess>();
  let samples = 0;
  const timer = setInterval(() => {
    samples += 1;
    for (const pid of entriesOf("/proc").flatMap(({ name }) => (/^\d+$/.test(name) ? [name] : []))) {
      const [command, environment] = [commandOf(pid), read(`/proc/${pid}/environ`)];
      const key = `${pid} ${environment.length} ${command}`;
      if (seen.has(key) || command === "") continue;
      const line = lineOf(pid);
      // Whoever is gone by now may have lost its ancestors while they were looked for.
      if (environment.length === 0 || commandOf(pid) === command) seen.set(key, { command, environment, line });
    }
  }, 10);
  const withIn = (canaries: readonly Canary[]) =>
    [...seen.values()].filter(({ environment }) => canariesIn(environment, canaries).length > 0);
  return {
    commandLines: (canaries) =>
      [...seen.values()].map(({ command }) => command).filter((command) => canariesIn(command, canaries).length > 0),
    environments: (canaries, jobs) => {
      const launched = ({ line }: SeenProcess): boolean =>
        line.some((command) => jobs.some((job) => command.includes(`launcher.sh ${job}`)));
      const found = withIn(canaries);
      const shown = (some: readonly SeenProcess[]) => [...new Set(some.map(({ command }) => command))];
      return { inside: shown(found.filter(launched)), outside: shown(found.filter((process) => !launched(process))) };
    },
    samples: () => samples,
    stop: () => clearInterval(timer),
  };
}

const commandOf = (pid: string): string => read(`/proc/${pid}/cmdline`).toString().replaceAll("\0", " ").trim();

function lineOf(pid: string): readonly string[] {
  const parent = /^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`).toString())?.[1];
  return [commandOf(pid), ...(parent === undefined || parent === "0" ? [] : lineOf(parent))];
}

const read = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
};
