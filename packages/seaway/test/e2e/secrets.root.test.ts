import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canariesBelow, canariesIn, canary, watchProcesses, type Canary, type ProcessWatch } from "./canaries.ts";
import { instancesOf, projectIdOf, stateOfProject } from "./outside.ts";
import { until } from "./until.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

const tag = createHash("sha256").update(`${process.pid} ${Date.now()}`).digest("hex").slice(0, 12);
const PLAIN = `canary-${tag}-of-ascii`;
const ODD = `it's "odd" & späced/${tag} ünï + 100%\nits second line ✓ ${tag}`;
/** A setting that nobody declared as a secret: what the search below must find, or it searches wrongly. */
const OPEN = `open-${tag}-setting`;

/** Every way in which an application is likely to print what it was given. */
const PRINTS = `
import base64, json, shlex
from urllib.parse import quote, quote_plus, urlsplit

def show(name, value):
    raw = value.encode()
    for way in [value, base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode(), base64.b64encode(b"user:" + raw).decode(),
                quote(value), quote(value, safe=""), quote_plus(value), json.dumps(value), json.dumps({"inside": json.dumps(value)}),
                json.dumps(value, ensure_ascii=False), raw.hex(), raw.hex().upper(), repr(value), shlex.quote(value)]:
        print(name, "is", way, flush=True)

for name in ("CANARY", "ODD", "OPEN"):
    show(name, os.environ[name])
show("PASSWORD", urlsplit(os.environ["DATABASE_URI"]).password)
show("DATABASE_URI", os.environ["DATABASE_URI"])
print("everything was printed", flush=True)
`;
const RAISES =
  '\nraise RuntimeError("with " + os.environ["CANARY"] + " and " + os.environ["ODD"] + " and " + os.environ["DATABASE_URI"])\n';

let project: UsersProject;
let watch: ProcessWatch;
let secrets: readonly Canary[] = [canary("CANARY", PLAIN), canary("ODD", ODD)];
const open = [canary("OPEN", OPEN)];
const said: string[] = [];
const beganMs = Date.now();

beforeAll(() => {
  project = usersProject();
  project.edit("seaway.config.ts", "import { database, local, project, service }", "import { database, local, project, secret, service }");
  project.edit(
    "seaway.config.ts",
    "env: { DATABASE_URI: users.uri }",
    `env: { DATABASE_URI: users.uri, CANARY: secret("CANARY"), ODD: secret("ODD"), OPEN: "${OPEN}" }`,
  );
  project.edit(
    "backend/app.py",
    'app = create_app(os.environ["DATABASE_URI"])\n',
    `app = create_app(os.environ["DATABASE_URI"])\n${PRINTS}`,
  );
  watch = watchProcesses();
});
afterAll(async () => {
  watch.stop();
  await project.remove();
});

async function seaway(args: readonly string[], input?: string): Promise<Ran> {
  const ran = await project.seaway(args, input === undefined ? {} : { input });
  said.push(ran.stdout, ran.stderr);
  return ran;
}

/** Every place that Seaway writes to, but the folder of the key: `file: canary` for what is found there. */
function found(canaries: readonly Canary[]): readonly string[] {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const sockets = createHash("sha256").update(project.state).digest("hex").slice(0, 10);
  const config = project.env.XDG_CONFIG_HOME ?? "";
  return [
    ...canariesBelow(project.state, canaries),
    ...canariesBelow(config, canaries).filter((path) => !path.startsWith(join(config, "seaway", "keys"))),
    ...canariesBelow(join(cache, "seaway"), canaries, beganMs),
    ...canariesBelow(join("/run/seaway", sockets), canaries),
    ...canariesBelow(join(project.folder, ".seaway"), canaries),
    ...canariesBelow(join("/var/lib/seaway"), canaries, beganMs),
  ];
}

/** The runtime takes back within a second what an application printed; the places that are read for ever never have it. */
async function nothingIsFound(): Promise<void> {
  await until("an empty search", () => found(secrets).length === 0 || undefined, 15_000).catch(() => undefined);
  expect(found(secrets)).toEqual([]);
  expect(said.flatMap((text) => (canariesIn(text, secrets).length > 0 ? [text] : []))).toEqual([]);
}

test("a secret that is missing is named with the command that sets it", async () => {
  const up = await seaway(["up", "--yes"]);
  expect([up.code, up.stdout]).toEqual([3, ""]);
  expect(up.stderr).toContain("error[SEA-7110]: secret CANARY, which backend reads, is not set in local");
  expect(up.stderr).toContain("seaway secret set CANARY -e local");
});

test("a value on the command line is refused, and not repeated", async () => {
  const refused = await project.seaway(["secret", "set", "CANARY", `on-the-command-line-${tag}`]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("SEA-1401");
  expect(refused.stdout + refused.stderr).not.toContain(tag);
});

test("values come from standard input, and are shown by name and version alone", async () => {
  for (const [name, value] of [
    ["CANARY", PLAIN],
    ["ODD", ODD],
  ] as const) {
    expect((await seaway(["secret", "set", name], `${value}\n`)).stderr).toBe(`${name} in local is v1 now.\n`);
  }
  const listed = await seaway(["secret", "ls"]);
  expect(listed.stdout).toMatch(/^CANARY +v1 /m);
  expect(listed.stdout).toMatch(/^ODD +v1 /m);
  await nothingIsFound();
});

test("what an application prints of its secrets at its start is nowhere, and what was no secret is found by the same search", async () => {
  await seaway(["plan", "--json"]);
  const up = await seaway(["up", "--yes", "--json"]);
  expect(up.code, up.stdout + up.stderr).toBe(0);

  // The password was made by Seaway: only the process that was given it can tell.
  const uri = await until("the instance's own environment", () => databaseUri());
  const given = /:\/\/[^:]+:([^@]+)@/.exec(uri)?.[1] ?? "";
  expect(given.length).toBeGreaterThan(20);
  secrets = [...secrets, canary("PASSWORD", decodeURIComponent(given)), canary("PASSWORD in its URI", given)];

  const logs = await until("the log of all that was printed", async () => {
    const read = await seaway(["logs", "backend"]);
    return read.stdout.includes("everything was printed") && read.stdout;
  });
  const printed = (name: string): readonly string[] => logs.split("\n").filter((line) => line.includes(`${name} is `));
  expect(printed("CANARY").length).toBeGreaterThanOrEqual(14);
  expect(printed("CANARY").filter((line) => !line.includes("••••"))).toEqual([]);
  expect(printed("PASSWORD").filter((line) => !line.includes("••••"))).toEqual([]);
  for (const args of [["plan"], ["plan", "--json"], ["status"], ["status", "--json"], ["history"], ["config", "show", "--origin"]])
    await seaway(args);
  for (const args of [
    ["why", "service.backend"],
    ["logs", "--run", "1"],
    ["attach", "1"],
    ["attach", "1", "--json"],
  ])
    await seaway(args);
  await nothingIsFound();

  // The negative control.
  expect(found(open).filter((path) => path.includes("/logs/local/backend/"))).not.toEqual([]);
  expect(found(open).filter((path) => path.includes("store.sqlite"))).not.toEqual([]);
  expect(said.filter((text) => canariesIn(text, open).length > 0)).not.toEqual([]);
});

test("a changed secret is a reason in the plan, by its versions", async () => {
  const changed = `changed-${PLAIN}`;
  secrets = [...secrets, canary("CANARY v2", changed)];
  expect((await seaway(["secret", "set", "CANARY"], changed)).stderr).toMatch(/^CANARY in local is v2 now\.\n/);
  const plan = await seaway(["plan"]);
  expect(plan.stdout).toContain("secret CANARY changed (v1 → v2)");
  expect((await seaway(["up", "--yes"])).code).toBe(0);
  await nothingIsFound();
});

test("a traceback that quotes secrets is shown in the report without them", async () => {
  project.edit("backend/app.py", "import os\n", `import os\n${RAISES}`);
  const up = await seaway(["up", "--yes"]);
  expect([up.code, up.stdout]).toEqual([25, ""]);
  expect(up.stderr).toMatch(/RuntimeError: with •••• and ••••/);
  expect(up.stderr).toContain("backend/app.py:");
  for (const args of [["logs", "backend"], ["history"], ["attach", "3", "--json"], ["status"], ["up", "--yes", "--json"]])
    await seaway(args);
  await nothingIsFound();
});

test("the process list never had one: no command line, and no environment but those of the jobs that it was given to", () => {
  expect(watch.samples()).toBeGreaterThan(100);
  expect(watch.commandLines(secrets)).toEqual([]);
  const backend = join(project.state, "runtime", "environments", projectIdOf(project), "local", "instances", "backend-");
  const sql = join(stateOfProject(project), "runs", "1", "database.users");
  const [canaries, passwords] = [true, false].map((set) => secrets.filter(({ name }) => !name.startsWith("PASSWORD") === set));
  const given = watch.environments(canaries ?? [], [backend]);
  expect(given.outside).toEqual([]);
  expect(given.inside.filter((command) => command.includes("/bin/gunicorn"))).not.toEqual([]);
  // Schema and seed are run with it too.
  expect(watch.environments(passwords ?? [], [backend, sql]).outside).toEqual([]);
});

function databaseUri(): string | undefined {
  const variables = instancesOf(project).flatMap((pid) => readFileSync(`/proc/${pid}/environ`, "utf8").split("\0"));
  return variables.find((variable) => variable.startsWith("DATABASE_URI="))?.slice("DATABASE_URI=".length);
}
