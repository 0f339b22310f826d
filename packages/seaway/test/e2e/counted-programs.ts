import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { releaseIdentity } from "../../src/adapters/connections/local/identities.ts";
import { usersProject, type UsersProject } from "./users-project.ts";
import { uvFolder } from "./uv.ts";

/**
 * A world in which programs are counted by themselves: in front of `uv`, `initdb`, `postgres` and `psql` stands a line of shell that writes
 * down the call, and the application writes down each start of its server. So what a run did is told by neither Seaway nor its store.
 */
export interface CountedPrograms {
  /** A copy of the example in this world. @param id of two projects with the same id one may be there at a time; the second builds faster */
  project(id: string): UsersProject;
  /** What was done for a project until now: `{ initdb: 1, "fill seed": 1 }`. */
  countsOf(project: UsersProject): Readonly<Record<string, number>>;
  /** While it is held, `uv pip install` waits. */
  holdInstalls(): { readonly release: () => void };
  remove(): Promise<void>;
}

export async function countedPrograms(): Promise<CountedPrograms> {
  const programs = await postgresPrograms();
  const folder = mkdtempSync(join(tmpdir(), "seaway-counted-"));
  // Whoever runs without Seaway's rights (builds, the application) must come through, and write.
  chmodSync(folder, 0o755);
  const [calls, held, bin] = [join(folder, "calls"), join(folder, "held"), join(folder, "bin")];
  const ids = new Set<string>();
  writeFileSync(calls, "");
  chmodSync(calls, 0o666);
  mkdirSync(bin);
  copyFileSync(join(uvFolder(), "uv"), join(bin, "uv"));
  const wait = `case "$1" in pip) while [ -e ${held} ]; do sleep 0.05; done ;; esac`;
  putInFront(bin, "uv", calls, wait);

  const copy = join(folder, "cache", "seaway", "postgresql");
  cpSync(programs, copy, { recursive: true });
  const [postgres] = execFileSync("find", [copy, "-type", "f", "-path", "*/bin/initdb"], { encoding: "utf8" }).split("\n");
  for (const name of ["initdb", "postgres", "psql"]) putInFront(join(postgres ?? "", ".."), name, calls);

  return {
    project: (id) => {
      ids.add(id);
      const project = usersProject({ uv: false, id, env: { PATH: `${bin}:${process.env.PATH}`, XDG_CACHE_HOME: join(folder, "cache") } });
      for (const service of ["backend", "frontend"]) countStarts(project, service, calls);
      project.commit("Count the starts");
      return project;
    },
    countsOf: ({ root }) => {
      const lines = readFileSync(calls, "utf8").split("\n");
      const acts = lines.filter((line) => line.includes(root)).flatMap((line) => actOf(line) ?? []);
      return Object.fromEntries([...Map.groupBy(acts.toSorted(), (act) => act)].map(([act, times]) => [act, times.length]));
    },
    holdInstalls: () => {
      writeFileSync(held, "");
      return { release: () => rmSync(held, { force: true }) };
    },
    remove: async () => {
      for (const id of ids) await releaseIdentity(`build:${id}`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** From the cache that everybody uses; where they are not there yet, a first `up` brings them. */
async function postgresPrograms(): Promise<string> {
  const programs = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "seaway", "postgresql");
  if (!existsSync(programs)) {
    const first = usersProject();
    await first.seaway(["up", "--yes"]);
    await first.remove();
  }
  return programs;
}

function putInFront(folder: string, name: string, calls: string, then = ":"): void {
  const real = join(folder, `${name}.real`);
  renameSync(join(folder, name), real);
  // One `echo`, one write at the end of the file: lines of several programs at once stay whole.
  writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >>${calls}\n${then}\nexec ${real} "$@"\n`);
  chmodSync(join(folder, name), 0o755);
}

function countStarts({ folder }: UsersProject, service: string, calls: string): void {
  const hook = `\n\ndef on_starting(server):\n    import os\n    with open("${calls}", "a") as calls:\n        calls.write("gunicorn ${service} " + os.getcwd() + "\\n")\n`;
  appendFileSync(join(folder, service, "gunicorn.conf.py"), hook);
}

/** Calls that change something, by what they change; looking is not counted. */
function actOf(line: string): string | undefined {
  if (line.startsWith("uv venv")) return "make environment";
  const installed = /^uv pip install .*\/(\w+)\/requirements\.txt$/.exec(line);
  if (installed) return `install ${installed[1]}`;
  if (line.startsWith("initdb ")) return "initdb";
  // `initdb` starts the same program with other words first.
  if (line.startsWith("postgres -D")) return "start postgres";
  const sql = /^psql .*-f \S*\/(\w+)\.sql$/.exec(line);
  if (sql) return `fill ${sql[1]}`;
  const start = /^gunicorn (\w+) /.exec(line);
  return start ? `start ${start[1]}` : undefined;
}
