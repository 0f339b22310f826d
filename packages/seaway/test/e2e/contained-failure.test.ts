import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshConnections, type Answer } from "../load/client.ts";
import { openLoop } from "../load/open-loop.ts";
import { freePort } from "./free-port.ts";
import { usersProject, type Ran, type UsersProject } from "./users-project.ts";

/*
 * What becomes of a version that does not get ready: it never takes traffic, what serves goes on, and the report can be acted on. The
 * tests stand in the order in which one project moves; numbers of runs and releases are those of its fresh store.
 */
let project: UsersProject;
let url: string;
let sources: Readonly<Record<string, string>>;
const file = (name: string): string => join(project.folder, name);
const SOURCES = ["backend/app.py", "frontend/app.py", "seaway.config.ts"];

beforeAll(() => {
  project = usersProject();
  sources = Object.fromEntries(SOURCES.map((name) => [name, readFileSync(file(name), "utf8")]));
});
afterAll(() => project.remove());

const takeBack = (): void => SOURCES.forEach((name) => writeFileSync(file(name), sources[name]!));
const up = (): Promise<Ran> => project.seaway(["up", "-y", "-q"]);

describe("before anything served", () => {
  test("a version that crashes leaves nothing that serves, and exit code 27", async () => {
    project.edit("backend/app.py", "import os\n", "import os\nimport missing_module\n");
    expect(told(await up())).toBe(`exit 27
error[SEA-5301]: backend of r1 crashes on start
  where  run #1 › rollout › backend › backend-1-1 (exit code <code>, twice)
  log    Traceback (most recent call last):
           …
           File "backend/app.py", line 4, in <module>
             import missing_module
         ModuleNotFoundError: No module named 'missing_module'
  why    backend/app.py:4 imports missing_module, and backend/requirements.txt
         does not name its package missing-module
  try    add the line \`missing-module\` to backend/requirements.txt, then run
         \`seaway up\`
  more   seaway logs backend

Nothing served local before, and nothing serves it now.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5301
`);
  });

  test("the corrected one is served", async () => {
    takeBack();
    const ran = await up();
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    url = ran.stdout.trim();
    expect(await (await fetch(url)).text()).toContain("Ada Lovelace");
  });
});

describe("while a version serves", () => {
  test("one that imports a module that is not there never takes traffic", async () => {
    project.edit("backend/app.py", "import os\n", "import os\nimport missing_module\n");
    expect(await toldUnderLoad()).toBe(`exit 25
error[SEA-5301]: backend of r3 crashes on start
  where  run #3 › rollout › backend › backend-3-1 (exit code <code>, twice)
  log    Traceback (most recent call last):
           …
           File "backend/app.py", line 4, in <module>
             import missing_module
         ModuleNotFoundError: No module named 'missing_module'
  why    backend/app.py:4 imports missing_module, and backend/requirements.txt
         does not name its package missing-module
  try    add the line \`missing-module\` to backend/requirements.txt, then run
         \`seaway up\`
  more   seaway logs backend

local still serves r2: 2/2 processes healthy, no request failed.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5301
`);
    const evidence = await project.seaway(["history", "d-3"]);
    expect(evidence.stdout).toMatch(/^d-3 in local\n +release +r3 \(was r2\)\n +verdict +contained\n/);
    expect(evidence.stdout).toMatch(/restored +\S+ verified: GET http:\S+ answered 200, by \S+-2-1\n/);
    expect(evidence.stdout).toContain("error[SEA-5301]: backend of r3 crashes on start");
    const { stdout } = await project.seaway(["logs", "backend", "--grep", "^ModuleNotFoundError"]);
    expect(stdout).toContain("No module named 'missing_module'");
  });

  test("after it was taken back there is nothing to do", async () => {
    takeBack();
    const { code, stdout, stderr } = await project.seaway(["up", "-y"]);
    expect(`exit ${code}\n${stderr}`).toBe(`exit 0
Nothing to do: local is as the config says, and serves r2.
local serves r2: 2/2 processes healthy.
  next  seaway status
`);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  test("one that raises while it is loaded never takes traffic", async () => {
    project.edit("backend/app.py", "app = create_app", 'def limit():\n    return int("many")\n\n\nlimit()\napp = create_app');
    expect(await toldUnderLoad()).toBe(`exit 25
error[SEA-5301]: backend of r4 crashes on start
  where  run #4 › rollout › backend › backend-4-1 (exit code <code>, twice)
  log    Traceback (most recent call last):
           …
           File "backend/app.py", line 11, in <module>
             limit()
           File "backend/app.py", line 8, in limit
             return int("many")
         ValueError: invalid literal for int() with base 10: 'many'
  why    ValueError: invalid literal for int() with base 10: 'many'
         (backend/app.py:8)
  try    correct backend/app.py:8, then run \`seaway up\`
  more   seaway logs backend

local still serves r2: 2/2 processes healthy, no request failed.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5301
`);
  });

  test("one that is not even Python never takes traffic", async () => {
    takeBack();
    project.edit("backend/app.py", "app = create_app", "def broken(:\napp = create_app");
    expect(await toldUnderLoad()).toBe(`exit 25
error[SEA-5301]: backend of r5 crashes on start
  where  run #5 › rollout › backend › backend-5-1 (exit code <code>, twice)
  log    Traceback (most recent call last):
           …
           File "backend/app.py", line 7
             def broken(:
         SyntaxError: invalid syntax
  why    SyntaxError: invalid syntax (backend/app.py:7)
  try    correct backend/app.py:7, then run \`seaway up\`
  more   seaway logs backend

local still serves r2: 2/2 processes healthy, no request failed.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5301
`);
  });

  test("one that listens on a port of its own is named with it", async () => {
    takeBack();
    const port = await freePort();
    project.edit("seaway.config.ts", "port: 5001,", 'port: 5001, command: ["python", "app.py"],');
    writeFileSync(file("backend/app.py"), `${sources["backend/app.py"]}\napp.run(port=${port})\n`);
    const startedAtMs = Date.now();
    expect((await toldUnderLoad()).replaceAll(String(port), "<port>").replace(/port \d+/, "port <assigned>")).toBe(`exit 25
error[SEA-5311]: backend-6-1 listens on 127.0.0.1:<port>, not on the port <assigned> that it was given
  where  run #6 › rollout › backend › backend-6-1
  log     * Serving Flask app 'routes'
          * Debug mode: off
         WARNING: This is a development server. Do not use it in a production deployment. Use a production WSGI server instead.
          * Running on http://127.0.0.1:<port>
         Press CTRL+C to quit
  why    backend/app.py:9 names the port <port>; the given one is in PORT;
         callers use 5001, as seaway.config.ts declares
  try    take the port from the environment variable PORT in backend/app.py:9,
         then run \`seaway up\`
  more   seaway logs backend

local still serves r2: 2/2 processes healthy, no request failed.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5311
`);
    expect(Date.now() - startedAtMs).toBeLessThan(30_000);
  });

  test("one that insists on the port at which it is called meets Seaway's own proxy", async () => {
    writeFileSync(file("backend/app.py"), `${sources["backend/app.py"]}\napp.run(host="0.0.0.0", port=5001)\n`);
    expect(await toldUnderLoad()).toBe(`exit 25
error[SEA-5312]: backend needs port 5001, which Seaway's own proxy has
  where  run #7 › rollout › backend › backend-7-1 (exit code <code>)
  log     * Serving Flask app 'routes'
          * Debug mode: off
         Address already in use
         Port 5001 is in use by another program. Either identify and stop that program, or start the server with a different port.
  why    backend/app.py:9 names the port 5001; the given one is in PORT; callers
         use 5001, as seaway.config.ts declares
  try    take the port from the environment variable PORT in backend/app.py:9,
         then run \`seaway up\`
  more   seaway logs backend

local still serves r2: 2/2 processes healthy, no request failed.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5312
`);
  });

  test("one that is the first to read a variable which is not set is told so, by comparison with what serves", async () => {
    takeBack();
    project.edit("backend/app.py", "app = create_app", 'SENDER = os.environ["MAIL_SENDER"]\napp = create_app');
    expect(await toldUnderLoad()).toBe(`exit 25
error[SEA-5301]: backend of r8 crashes on start
  where  run #8 › rollout › backend › backend-8-1 (exit code <code>, twice)
  log    Traceback (most recent call last):
           …
           File "backend/app.py", line 7, in <module>
             SENDER = os.environ["MAIL_SENDER"]
           …
         KeyError: 'MAIL_SENDER'
  why    r8 is the first release that reads MAIL_SENDER (backend/app.py:7); it
         is not set
  try    set MAIL_SENDER in \`env\` of backend in seaway.config.ts, then run
         \`seaway up\`
  more   seaway logs backend

local still serves r2: 2/2 processes healthy, no request failed.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5301
`);
  });

  test("the next correct change is shipped as if nothing had been", async () => {
    takeBack();
    project.edit("frontend/app.py", "import os\n", "import os  # corrected\n");
    expect((await up()).code).toBe(0);
    const { stdout } = await project.seaway(["status"]);
    expect(stdout).toContain("r9");
  });
});

/** Ships while pages are asked for, each of which must be answered as if nothing happened. */
async function toldUnderLoad(): Promise<string> {
  const load = openLoop([freshConnections({ url, perSecond: 10, judge })], { maxRequests: 10_000 });
  const ran = await up().catch(async (cause: unknown) => {
    await load.stop();
    throw cause;
  });
  const { sent, failures } = await load.stop();
  expect(failures).toEqual([]);
  expect(sent).toBeGreaterThan(0);
  return told(ran);
}

const judge = ({ status, body }: Answer): string | undefined =>
  status === 200 && body.includes("Ada Lovelace") ? undefined : `status ${status}: ${body.slice(0, 200)}`;

function told({ code, stdout, stderr }: Ran): string {
  expect(stdout).toBe("");
  return `exit ${code}\n${stderr.replace(/exit code \d+/, "exit code <code>")}`;
}
