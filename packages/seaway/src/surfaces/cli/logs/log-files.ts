import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { failure } from "../../../model/errors/failure.ts";

/** Where an instance writes; rotated files beside it are `.log.1` (the newest) and so on. */
export interface InstanceLog {
  readonly service: string;
  readonly instance: string;
  /** Oldest first; the last one is written to. */
  readonly files: readonly string[];
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Logs of an environment's services: `logs/<environment>/<service>/<instance>.log`. Missing folders are empty ones. */
export async function instanceLogs(folder: string, environment: string, services: readonly string[]): Promise<readonly InstanceLog[]> {
  const place = join(folder, "logs", checked(environment));
  const wanted = services.length > 0 ? services.map(checked) : await namesIn(place);
  const found = await Promise.all(wanted.map((service) => logsOf(join(place, service), service)));
  return found.flat();
}

async function logsOf(folder: string, service: string): Promise<readonly InstanceLog[]> {
  const byInstance = new Map<string, { readonly name: string; readonly age: number }[]>();
  for (const name of await namesIn(folder)) {
    const match = /^(.+)\.log(?:\.(\d+))?$/.exec(name);
    if (match) byInstance.set(match[1]!, [...(byInstance.get(match[1]!) ?? []), { name, age: Number(match[2] ?? 0) }]);
  }
  return [...byInstance].map(([instance, files]) => ({
    service,
    instance,
    files: files.toSorted((a, b) => b.age - a.age).map(({ name }) => join(folder, name)),
  }));
}

/** The output of each command of a run: `runs/<n>/<step>/<attempt>/<act>/out`. */
export interface CommandLog {
  readonly step: string;
  readonly attempt: string;
  readonly act: string;
  readonly file: string;
}

/** Of these steps, in this order. */
export async function commandLogs(runFolder: string, steps: readonly string[]): Promise<readonly CommandLog[]> {
  const found: CommandLog[] = [];
  for (const step of steps) {
    for (const attempt of await namesIn(join(runFolder, step))) {
      for (const act of await namesIn(join(runFolder, step, attempt))) {
        const file = join(runFolder, step, attempt, act, "out");
        if ((await namesIn(join(runFolder, step, attempt, act))).includes("out")) found.push({ step, attempt, act, file });
      }
    }
  }
  return found;
}

/** A name from a command line becomes part of a path only when it cannot lead out of its folder. */
function checked(name: string): string {
  if (!NAME.test(name)) throw failure("SEA-1202", { kind: "service", name, known: [] });
  return name;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}
