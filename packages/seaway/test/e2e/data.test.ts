import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withPlaceholders } from "../golden-placeholders.ts";
import { openTerminal } from "../terminal.ts";
import { dumpStore, namesIn, projectIdOf, servedUsers, stateOfProject } from "./outside.ts";
import { killNow, processesNaming } from "./process-table.ts";
import { psql } from "./psql.ts";
import { instancesByName, killRuntime } from "./runtime-of.ts";
import { stillThere, tracesOf, type Traces } from "./traces.ts";
import { until } from "./until.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/*
 * What people put into a database stays, whatever happens to what serves it, and goes only when it is called by its name. The tests stand
 * in the order in which one project moves.
 */
const SEAWAY = fileURLToPath(new URL("../../../../bin/seaway", import.meta.url));

let project: UsersProject;
let url: string;
let backendSource: string;

/** The backend notes each of its starts on the volume: what it wrote stays too. */
const NOTES = 'open("/srv/starts", "a").write("started\\n")\n';

beforeAll(async () => {
  project = usersProject();
  project.edit("seaway.config.ts", "port: 5001,", 'port: 5001, memory: "512Mi", volume: { name: "notes", path: "/srv" },');
  project.edit("seaway.config.ts", "port: 5000,", "port: 5610,");
  project.edit("backend/app.py", "app = create_app", `${NOTES}app = create_app`);
  project.commit("With a volume and a limit of memory");
  backendSource = readFileSync(join(project.folder, "backend/app.py"), "utf8");
  const first = await project.seaway(["up", "-y", "-q"]);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  url = first.stdout.trim();
  psql(project, "insert into users (name, email) values ('Hedy Lamarr', 'hedy@example.net')");
});
afterAll(() => project.remove());

/** The address is asked for anew: while nothing of ours listens, somebody else may take its port. */
async function up(...args: string[]): Promise<Ran> {
  const ran = await project.seaway(["up", "-y", "-q", ...args]);
  if (ran.code === 0) url = ran.stdout.trim();
  return ran;
}
const destroy = (...args: string[]): Promise<Ran> => project.seaway(["destroy", ...args]);

/** The rows that were added by hand, read by PostgreSQL's own client, and the page that shows them. */
async function addedByHand(): Promise<readonly string[]> {
  expect(await (await fetch(url)).text()).toContain("Hedy Lamarr");
  return psql(project, "select name from users where email like '%@example.net'");
}
const starts = (): number =>
  readFileSync(join(stateOfProject(project), "volumes", "local", "notes", "starts"), "utf8")
    .trimEnd()
    .split("\n").length;
/** What of the database lies on the disk. */
const files = (): readonly string[] => namesIn(join(stateOfProject(project), "data", "local"));
/** Nodes that Seaway has recorded of what holds data. */
const recorded = (): readonly string[] =>
  dumpStore(project)
    .split("\n")
    .flatMap((row) => /^nodes .*'((?:database|volume)\.\w+)'/.exec(row)?.[1] ?? []);

describe("a row that was added by hand survives", () => {
  test("redeploys", async () => {
    const before = starts();
    for (const change of ["one", "two"]) {
      project.edit("backend/app.py", "import os\n", `import os  # ${change}\n`);
      expect(await up()).toMatchObject({ code: 0 });
      project.edit("backend/app.py", `import os  # ${change}\n`, "import os\n");
    }
    expect(await addedByHand()).toEqual(["Hedy Lamarr"]);
    expect(starts()).toBeGreaterThan(before);
  });

  test("a deployment that fails", async () => {
    writeFileSync(join(project.folder, "backend/app.py"), "import not_there\n");
    expect(await up()).toMatchObject({ code: 25 });
    writeFileSync(join(project.folder, "backend/app.py"), backendSource);
    expect(await addedByHand()).toEqual(["Hedy Lamarr"]);
  });

  test("a restart of everything: runtime, instances and PostgreSQL are killed at once", async () => {
    await killRuntime(project);
    for (const instance of Object.values(instancesByName(project))) killNow(instance, "an instance");
    killNow(
      processesNaming(project.state).find(({ argv }) => argv[0]?.endsWith("/postgres") && argv[1] === "-D"),
      "PostgreSQL",
    );
    await until("nothing runs any more", () => processesNaming(project.root).length === 0);
    expect(await up()).toMatchObject({ code: 0 });
    expect(await addedByHand()).toEqual(["Hedy Lamarr"]);
  });
});

describe("a change that would lose it", () => {
  test("needs a decision: nothing is done, and the way that keeps it is shown", async () => {
    project.edit("seaway.config.ts", 'engine: "postgres",', 'engine: "postgres", name: "people",');
    const before = namesIn(join(stateOfProject(project), "runs"));
    const ran = await project.seaway(["up", "-y"]);
    expect(told(ran)).toBe(`exit 5
---
users → local (default)   main <commit> "With a volume and a limit of memory" + edits   6 nodes read in <took>

  same    2 nodes    --all to list

  ~ change
    service.backend  database.users is recreated

  -/+ recreate                                          DATA WOULD BE LOST
    database.users  name changed from "users" to "people": PostgreSQL would have to make another database
                    holds <size>, 1 table
                    instead: keep name: "users"

  delivery
    rollout    backend · back to r5 if it fails
    time       ~<took>  (last 4 runs <took> to <took>)

Plan p-<plan>: 0 to create, 1 to change, 1 to recreate, 0 to destroy, 2 same.
Nothing was changed. This plan can't run yet: database.users needs a decision.

error[SEA-8406]: database.users would lose data, and nobody named it
  try    put the config back as it was; or, if the data may go: --allow-destroy
         database.users

Nothing was changed.
  help  seaway explain SEA-8406
`);
    expect(namesIn(join(stateOfProject(project), "runs"))).toEqual(before);
    expect(await addedByHand()).toEqual(["Hedy Lamarr"]);
    project.edit("seaway.config.ts", ' name: "people",', "");
  });
});

const TAKEN_AWAY = `users → local (default)   main <commit> "With a volume and a limit of memory"   4 nodes read in <took>

  same    2 nodes    --all to list

  - destroy
    service.backend   local is taken away
    service.frontend  local is taken away

Plan p-<plan>: 0 to create, 0 to change, 0 to recreate, 2 to destroy, 2 same.
database.users and volume.notes hold data and were not named: they stay.
`;

describe("destroy", () => {
  test("with --yes alone does nothing", async () => {
    expect(told(await destroy("--yes"))).toBe(`exit 5
---
${TAKEN_AWAY}
error[SEA-1105]: destroying local has to be confirmed by its name
  try    --confirm local, and --allow-destroy NAME for each thing that holds
         data and shall go

Nothing was changed.
  help  seaway explain SEA-1105
`);
    expect(await addedByHand()).toEqual(["Hedy Lamarr"]);
  });

  test("of a name that is not the environment's does nothing", async () => {
    const { code, stderr } = await destroy("--confirm", "production");
    expect([code, stderr.includes('error[SEA-1104]: "production" is not "local"')]).toEqual([5, true]);
    expect(await addedByHand()).toEqual(["Hedy Lamarr"]);
  });

  test("with the environment's name alone keeps what holds data, and the next up finds it", async () => {
    expect(told(await destroy("--confirm", "local"))).toBe(`exit 0
---
${TAKEN_AWAY}
seaway 0.1.0  run #6  users → local  main <commit>  plan p-<plan>
<clock>  rollout              start
<clock>  rollout              ok  <took>  2 services stopped
<clock>  run                  ok

Nothing serves local any more. database.users and volume.notes hold data and
were not named: they stay.
  next  seaway up   (brings it back)   (<took> in all)
`);
    expect([files(), recorded()]).toEqual([["users"], ["database.users", "volume.notes"]]);
    expect((await destroy("--dry-run")).stderr).toMatch(
      /\nNothing serves local\.\nNothing was changed\.\ndatabase\.users and volume\.notes /,
    );
    await servesAgain();
  });

  test("in a terminal keeps what is not typed", async () => {
    const screen = await answering(["local", "", ""]);
    expect(screen.replaceAll("\n", " ")).toContain(
      "Nothing serves local any more. database.users and volume.notes hold data and were not named: they stay. ",
    );
    expect(screen).toContain("exit 0");
    await servesAgain();
  });

  test("in a terminal ends when another name is typed for the data", async () => {
    const screen = await answering(["local", "users"]);
    expect(screen).toContain('"users" is not "database.users"');
    expect(screen).toContain("exit 5");
    expect(await addedByHand()).toEqual(["Hedy Lamarr"]);
  });

  test("in a terminal deletes what is typed by its name, and keeps the rest", async () => {
    const written = starts();
    const screen = await answering(["local", "database.users", ""]);
    expect(screen).toContain("volume.notes holds data and was not named: it stays.");
    expect([files(), recorded()]).toEqual([[], ["volume.notes"]]);
    expect(await up()).toMatchObject({ code: 0 });
    expect(psql(project, "select count(*) from users")).toEqual(["5"]);
    expect(starts()).toBeGreaterThan(written);
  });
});

test("a database whose name changes is made anew when it may lose its rows", async () => {
  psql(project, "insert into users (name, email) values ('Hedy Lamarr', 'hedy@example.net')");
  project.edit("seaway.config.ts", 'engine: "postgres",', 'engine: "postgres", name: "people",');
  expect(await up("--allow-destroy", "database.users")).toMatchObject({ code: 0 });
  expect(psql(project, "select current_database(), count(*) from users")).toEqual(["people|5"]);
  expect(await servedUsers(url)).toBeGreaterThan(4);
});

describe("destroy with everything named", () => {
  let traces: Traces;

  test("finds all of this", () => {
    traces = tracesOf(project);
    const kinds = new Set(
      stillThere(traces).map((line) => /^(?:listening socket|control group|socket folder|\w+)/.exec(line)?.[0] ?? line),
    );
    const ofRoot = process.getuid?.() === 0 ? ["control group", "home", "identity"] : [];
    expect([...kinds].toSorted()).toEqual([...ofRoot, "listening socket", "process", "socket folder"]);
  });

  test("leaves nothing", async () => {
    expect(await destroy("--confirm", "local", "--allow-destroy", "database.users", "--allow-destroy", "volume.notes")).toMatchObject({
      code: 0,
    });
    // The runtime ends itself when it keeps nothing any more.
    await until("nothing is left", () => stillThere(traces).length === 0, 15_000).catch(() => undefined);
    expect(stillThere(traces)).toEqual([]);
    expect([files(), recorded(), namesIn(join(stateOfProject(project), "volumes", "local"))]).toEqual([[], [], []]);
    expect(existsSync(join(project.state, "runtime", "environments", projectIdOf(project), "local"))).toBe(false);
  });
});

async function servesAgain(): Promise<void> {
  expect(await up()).toMatchObject({ code: 0, stderr: "" });
  expect(await addedByHand()).toEqual(["Hedy Lamarr"]);
}

/** What is on the screen when `seaway destroy` was answered so, in a real terminal: an answer a question, Enter after each. */
async function answering(answers: readonly string[]): Promise<string> {
  const script = `clear; "$SEAWAY" destroy; echo "exit $?"; exec sleep 600\n`;
  const terminal = openTerminal({
    columns: 120,
    rows: 50,
    script,
    cwd: project.folder,
    env: { ...project.env, LANG: "C.UTF-8", LC_ALL: "", SEAWAY },
  });
  try {
    for (const [index, answer] of answers.entries()) {
      await terminal.until(`question ${index + 1}`, (screen) => (screen.match(/type its name:|to keep it:/g) ?? []).length > index);
      terminal.type(...(answer === "" ? [] : [answer]), "Enter");
    }
    await terminal.until("the end", (screen) => /^exit \d+$/m.test(screen));
    return terminal.scrollback();
  } finally {
    terminal.close();
  }
}

function told({ code, stdout, stderr }: Ran): string {
  return `exit ${code}\n${withPlaceholders(stdout, project)}---\n${withPlaceholders(stderr, project)}`;
}
