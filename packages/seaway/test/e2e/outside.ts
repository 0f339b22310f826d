import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { UsersProject } from "./users-project.ts";

/*
 * What a test sees of a project by means that are not Seaway's: /proc, files, and a reader of SQLite in another language.
 */

export interface SeenProcess {
  readonly pid: number;
  /** Its words, with blanks between. */
  readonly command: string;
  /** A letter as `ps` shows it: R, S, D, T, Z. */
  readonly state: string;
}

/** Every process of the machine; what ends while it is looked at is left out. */
export function processes(): readonly SeenProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return [{ pid: Number(pid), command, state: stateOf(pid) }];
      } catch {
        return [];
      }
    });
}

/** Those whose command line holds a text. */
export const processesWith = (text: string): readonly SeenProcess[] => processes().filter(({ command }) => command.includes(text));

const stateOf = (pid: string): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
};

/** Processes of a project's instances, by the folder in which they work: the sources of its bundles. */
export const instancesOf = (project: UsersProject): readonly number[] =>
  processes()
    .filter(({ pid }) => workingFolder(pid).startsWith(join(project.state, projectIdOf(project), "artifacts")))
    .map(({ pid }) => pid)
    .toSorted((a, b) => a - b);

function workingFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** Id of the project, as its folder tells it. */
export const projectIdOf = ({ folder }: UsersProject): string => readFileSync(join(folder, ".seaway", "project"), "utf8").trim();

/** Folder of its store, runs and artifacts. */
export const stateOfProject = (project: UsersProject): string => join(project.state, projectIdOf(project));

/** Process of the engine that carries a run out, once it has said who it is. */
export function engineOf(project: UsersProject, run: number): number | undefined {
  const file = join(stateOfProject(project), "runs", String(run), "engine", "pid");
  return existsSync(file) ? Number(readFileSync(file, "utf8").split(" ")[0]) : undefined;
}

/** Every row of every table of the store, except those of `leftOut`, as Python's reader of SQLite sees them. */
export function dumpStore(project: UsersProject, leftOut: readonly string[] = []): string {
  const script = `
import sqlite3, sys
store = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
for (table,) in store.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
    if table not in sys.argv[2:]:
        for row in sorted(map(repr, store.execute(f"select * from {table}"))):
            print(table, row)
`;
  const file = join(stateOfProject(project), "store.sqlite");
  return execFileSync("python3", ["-c", script, file, ...leftOut], { encoding: "utf8", maxBuffer: 64 << 20 });
}

/** The page's rows of users, read at the address that people open; the address is what `up` prints. */
export async function servedUsers(url: string): Promise<number> {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.text()).match(/@/g)?.length ?? 0;
}

/** Whether the store could be written at this moment: false while somebody stands inside a write. */
export function canWriteStore(project: UsersProject): boolean {
  const script = 'import sqlite3, sys; store = sqlite3.connect(sys.argv[1], timeout=0); store.execute("begin immediate"); store.rollback()';
  const file = join(stateOfProject(project), "store.sqlite");
  return spawnSync("python3", ["-c", script, file], { stdio: "ignore" }).status === 0;
}

/** What was begun and not finished among bundles and environments: names of folders and files, none when all is whole. */
export function halfMade(project: UsersProject): readonly string[] {
  const state = stateOfProject(project);
  const environments = namesIn(join(state, "environments"));
  const artifacts = namesIn(join(state, "artifacts"));
  return [
    ...environments.filter((name) => !name.endsWith(".complete") && !environments.includes(`${name}.complete`)),
    ...artifacts.filter((name) => !existsSync(join(state, "artifacts", name, "bundle.json"))),
  ];
}

export const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).toSorted() : []);
