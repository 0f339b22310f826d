import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { processesWith, type ServiceProcess } from "./environment-of.ts";
import { projectIdOf } from "./outside.ts";
import { killNow } from "./process-table.ts";
import { psqlAt } from "./psql.ts";
import { instancesByName, runtimeOf } from "./runtime-of.ts";
import { startSeaway, type Started } from "./started.ts";
import { until } from "./until.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

/*
 * Three places on one machine that would all like the same ports and names: `local` and `staging` of one project, and a second project
 * that is a copy of it. One runtime carries them, as for every user.
 */
const PORT = 5630;
const isRoot = process.getuid?.() === 0;

interface Place {
  readonly project: UsersProject;
  readonly environment: string;
  /** Somebody who is in this place's database and in no other. */
  readonly person: string;
  url: string;
}

let one: UsersProject;
let other: UsersProject;
let places: readonly Place[];
const followers: Started[] = [];

beforeAll(async () => {
  one = usersProject();
  const { XDG_STATE_HOME, XDG_CONFIG_HOME } = one.env;
  other = { ...usersProject({ env: { XDG_STATE_HOME, XDG_CONFIG_HOME } }), state: one.state };
  for (const project of [one, other]) {
    project.edit("seaway.config.ts", "port: 5000,", `port: ${PORT},`);
    // What is written into the application, `http://backend:5001`, leads to the backend of its own environment.
    project.edit("seaway.config.ts", "  env: { BACKEND_URL: backend.url },\n", "");
  }
  one.edit("seaway.config.ts", "local: local()", "local: local(), staging: local()");
  places = [
    { project: one, environment: "local", person: "Lise Meitner", url: "" },
    { project: one, environment: "staging", person: "Emmy Noether", url: "" },
    { project: other, environment: "local", person: "Rosalind Franklin", url: "" },
  ];
  for (const place of places) {
    const ran = await place.project.seaway(["up", "-y", "-q", "-e", place.environment]);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    place.url = ran.stdout.trim();
  }
});
afterEach(async () => {
  for (const follower of followers.splice(0)) {
    follower.signal("SIGINT");
    await follower.ended;
  }
});
afterAll(async () => {
  await one.seaway(["destroy", "-e", "staging", "--confirm", "staging", "--allow-destroy", "database.users"]);
  await other.remove();
  await one.remove();
});

test("each is served at an address of its own: the declared port, and the next free ones", async () => {
  const ports = places.map(({ url }) => Number(new URL(url).port));
  expect(ports).toEqual([PORT, PORT + 1, PORT + 2]);
  for (const { url } of places) expect((await fetch(url)).status).toBe(200);
});

test("each has its own database, and its pages show what is in it alone", async () => {
  for (const { person, ...place } of places) {
    psqlAt(uriOf(place), `insert into users (name, email) values ('${person}', 'own@example.net')`);
  }
  for (const { url, person } of places) {
    const page = await (await fetch(url)).text();
    expect(places.map((place) => place.person).filter((name) => page.includes(name))).toEqual([person]);
  }
});

test("a restart of the runtime leaves each of them its address", async () => {
  killNow(runtimeOf(one)?.process, "the runtime");
  for (const { url, person } of places) {
    await until(`${url} answers again`, () =>
      fetch(url).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
    expect(await (await fetch(url)).text()).toContain(person);
  }
  for (const { project, environment, url } of places) {
    expect(await project.seaway(["up", "-y", "-q", "-e", environment])).toEqual({ code: 0, stdout: `${url}\n`, stderr: "" });
  }
});

test("each runs under a user of its own where Seaway is root", () => {
  const uids = places.map(userOf);
  expect(new Set(uids).size).toBe(isRoot ? 3 : 1);
  expect(uids.includes(0)).toBe(false);
});

test("the address of a name answers its own environment, and refuses another's callers", () => {
  const answers = places.map((caller) => places.map((called) => statusFor(caller, addressOf(called, "backend"))));
  // Without root all share one user, and nobody can tell whose caller it is.
  const [own, foreign] = [200, isRoot ? 403 : 200];
  expect(answers).toEqual([
    [own, foreign, foreign],
    [foreign, own, foreign],
    [foreign, foreign, own],
  ]);
});

test("a database's socket lets nobody in who is of another environment", () => {
  const connects = places.map((caller) => places.map((called) => connectsTo(caller, uriOf(called))));
  const foreign = !isRoot;
  expect(connects).toEqual([
    [true, foreign, foreign],
    [foreign, true, foreign],
    [foreign, foreign, true],
  ]);
});

test("seaway.local.ts changes the environment that it names, and no other", async () => {
  const [local, staging] = places;
  const before = instances(staging!);
  writeFileSync(
    join(one.folder, "seaway.local.ts"),
    'import { localOverrides } from "seaway";\n\nexport default localOverrides({ environments: { local: { services: { frontend: { env: { GREETING: "mine" } } } } } });\n',
  );
  expect((await one.seaway(["plan", "-e", "staging"])).stdout).toContain("Nothing to do: staging is as the config says");
  expect(await one.seaway(["up", "-y", "-q"])).toMatchObject({ code: 0 });
  expect(processesOf(local!, "GREETING").length).toBeGreaterThan(0);
  expect(processesOf(staging!, "GREETING")).toEqual([]);
  expect(instances(staging!)).toEqual(before);
});

describe("logs", () => {
  test("-f follows the environment that is asked for, through a restart of an instance", async () => {
    const both = places.slice(0, 2).map(({ project, environment }) => startSeaway(project, ["logs", "-f", "backend", "-e", environment]));
    followers.push(...both);
    const [local, staging] = both;
    await until("both show what is there", () => [local, staging].every((follower) => follower!.stdout().includes("Booting worker")));
    const shown = staging!.stdout().length;
    const starts = (text: string): number => text.split("Starting gunicorn").length;
    const before = starts(local!.stdout());
    const place = places[1]!;
    killNow(instances(place)["backend-2-1"] ?? instances(place)["backend-1-1"], "staging's backend");
    await until("its new start is shown", () => staging!.stdout().slice(shown).includes("Booting worker"));
    // Other workers of its own may have said something meanwhile; a start is what only staging had.
    expect(starts(local!.stdout())).toBe(before);
    expect(starts(staging!.stdout().slice(shown))).toBe(2);
  });
});

test("destroying one leaves the others as they are", async () => {
  const before = [places[0]!, places[2]!].map(instances);
  const ran = await one.seaway(["destroy", "-e", "staging", "--confirm", "staging", "--allow-destroy", "database.users"]);
  expect(ran.code).toBe(0);
  expect([places[0]!, places[2]!].map(instances)).toEqual(before);
  for (const { url, person } of [places[0]!, places[2]!]) expect(await (await fetch(url)).text()).toContain(person);
  await expect(fetch(places[1]!.url)).rejects.toThrow();
});

type Of = Pick<Place, "project" | "environment">;

/** Processes of one place that have a variable, told by the home that each instance has. */
const processesOf = ({ project, environment }: Of, variable: string): readonly ServiceProcess[] =>
  processesWith(variable, project).filter(({ env }) => env.HOME?.includes(`/environments/${projectIdOf(project)}/${environment}/`));

const uriOf = (place: Of): string => processesOf(place, "DATABASE_URI")[0]?.env.DATABASE_URI ?? "";

/** Instances of one place, by name. */
const instances = ({ project, environment }: Of) => instancesByName(one, `/environments/${projectIdOf(project)}/${environment}/`);

const statusLine = (pid: number, name: string): number =>
  Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

const userOf = (place: Of): number => statusLine(processesOf(place, "DATABASE_URI")[0]?.pid ?? 0, "Uid");

/** Where a name leads inside a place, by the hosts file that its processes see. */
function addressOf(place: Of, name: string): string {
  const hosts = readFileSync(`/proc/${processesOf(place, "DATABASE_URI")[0]?.pid}/root/etc/hosts`, "utf8");
  return new RegExp(`^(\\S+) ${name}$`, "m").exec(hosts)?.[1] ?? "";
}

/** Who asks is a process of the caller's user, and has nothing else of it. */
const asUserOf = (caller: Of): { uid?: number; gid?: number } => (isRoot ? { uid: userOf(caller), gid: userOf(caller) } : {});

function statusFor(caller: Of, address: string): number {
  const argv = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", `http://${address}:5001/users`];
  return Number(execFileSync("curl", argv, { ...asUserOf(caller), cwd: "/", encoding: "utf8" }));
}

/** By Python's own sockets: neither psql nor its libraries need to be readable for that user. */
function connectsTo(caller: Of, uri: string): boolean {
  const folder = decodeURIComponent(/[?&]host=([^&]+)/.exec(uri)?.[1] ?? "");
  const program = `
import socket, sys
try:
    socket.socket(socket.AF_UNIX).connect(sys.argv[1])
    print("connected")
except PermissionError:
    print("refused")`;
  const said = execFileSync("python3", ["-c", program, join(folder, ".s.PGSQL.5432")], { ...asUserOf(caller), cwd: "/", encoding: "utf8" });
  return said.trim() === "connected";
}
