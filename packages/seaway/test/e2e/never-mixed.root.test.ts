import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshConnections, type Answer } from "../load/client.ts";
import { openLoop, type Load } from "../load/open-loop.ts";
import { alteredUp } from "./altered-up.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

/*
 * A release of two changed services, one of which fails, at each state in turn: whatever happens, nobody ever meets one service of one
 * release and the other of another. Each page carries the release of both services that made it. The runtime's folder is a small disk of
 * its own, so that it can be full. The tests stand in the order in which one project moves.
 */
let project: UsersProject;
let url: string;
let disk: string;
let sources: Readonly<Record<string, string>>;
const SOURCES = ["backend/app.py", "backend/routes.py", "frontend/app.py", "frontend/templates/users.html", "seaway.config.ts"];

/** What a page says of the services that made it, and between which moments. */
interface Page {
  readonly frontend: number;
  readonly backend: number;
  readonly sentAtMs: number;
  readonly endedAtMs: number;
}

beforeAll(async () => {
  project = usersProject();
  disk = join(project.state, "runtime");
  mkdirSync(disk, { recursive: true, mode: 0o700 });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m,mode=0700", "tmpfs", disk]);
  project.edit("backend/routes.py", "jsonify(users=users, total=total)", "jsonify(users=users, total=total, version=1)");
  project.edit("frontend/templates/users.html", "</body>", "<!-- frontend 1, backend {{ listing.version }} --></body>");
  url = (await project.seaway(["up", "-y", "-q"])).stdout.trim();
  sources = Object.fromEntries(SOURCES.map((name) => [name, readFileSync(join(project.folder, name), "utf8")]));
});
afterAll(async () => {
  await project.seaway(["destroy", "--confirm", "local", "--allow-destroy", "database.users"]);
  execFileSync("umount", ["--lazy", disk]);
  await project.remove();
});

/** The second release: both services changed. */
function change(): void {
  for (const name of SOURCES) writeFileSync(join(project.folder, name), sources[name]!);
  project.edit("backend/routes.py", "version=1)", "version=2)");
  project.edit("frontend/templates/users.html", "frontend 1,", "frontend 2,");
}

/** Ships while pages are asked for. @returns how it ended, and every whole page */
async function shipUnderLoad(ship: () => Promise<number>): Promise<{ code: number; pages: readonly Page[]; others: number }> {
  const pages: Page[] = [];
  let others = 0;
  let load: Load | undefined;
  const judge = ({ status, body, sentAtMs }: Answer): undefined => {
    const found = /<!-- frontend (\d+), backend (\d+) --><\/body>/.exec(body);
    if (status !== 200 || found === null) others += 1;
    else pages.push({ frontend: Number(found[1]), backend: Number(found[2]), sentAtMs, endedAtMs: load!.now() });
  };
  load = openLoop([freshConnections({ url: `${url}/`, perSecond: 40, judge })], { maxRequests: 10_000 });
  await load.ended(20);
  const code = await ship();
  const soFar = pages.length + others;
  await load.ended(soFar + 20);
  const { failures } = await load.stop();
  expect(failures).toEqual([]);
  return { code, pages, others };
}

const up = async (): Promise<number> => (await project.seaway(["up", "-y", "-q"])).code;
const mixed = (pages: readonly Page[]): readonly Page[] => pages.filter(({ frontend, backend }) => frontend !== backend);

/** The last deployment's record, and that the first release is what was seen serving. */
async function expectContained(problem: RegExp): Promise<void> {
  const { runs } = JSON.parse((await project.seaway(["history", "--json"])).stdout) as { runs: { deployment?: number }[] };
  const { stdout } = await project.seaway(["history", `d-${Math.max(...runs.map(({ deployment = 0 }) => deployment))}`]);
  expect(stdout).toMatch(/verdict +contained\n/);
  expect(stdout).toMatch(
    /restored +backend verified: GET http:\S+ answered 200, by backend-\d+-1\n +frontend verified: GET http:\S+ answered 200, by frontend-\d+-1\n/,
  );
  expect(stdout).toMatch(problem);
  expect((await project.seaway(["status"])).stdout).toMatch(/\n +r1\n/);
}

test("start: a service without a program is contained, and nobody met the second release", async () => {
  change();
  project.edit("seaway.config.ts", "port: 5001,", 'port: 5001, command: ["no-such-program"],');
  const { code, pages, others } = await shipUnderLoad(up);
  expect({ code, others }).toEqual({ code: 25, others: 0 });
  expect(pages.filter(({ frontend, backend }) => frontend !== 1 || backend !== 1)).toEqual([]);
  await expectContained(/error\[SEA-5306\]/);
});

test("ready: a service that crashes is contained, and nobody met the second release", async () => {
  change();
  project.edit("backend/app.py", "import os\n", "import os\nimport no_such_module\n");
  const { code, pages, others } = await shipUnderLoad(up);
  expect({ code, others }).toEqual({ code: 25, others: 0 });
  expect(pages.filter(({ frontend, backend }) => frontend !== 1 || backend !== 1)).toEqual([]);
  await expectContained(/error\[SEA-5301\]/);
});

test("switch: pointers that a full disk refuses lead nobody anywhere, and the disk may stay full", async () => {
  change();
  const { code, pages, others } = await shipUnderLoad(() => alteredUp(project, "full-disk", disk));
  expect({ code, others }).toEqual({ code: 25, others: 0 });
  expect(pages.filter(({ frontend, backend }) => frontend !== 1 || backend !== 1)).toEqual([]);
  await expectContained(/error\[SEA-5332\]: the local runtime can't write down what it does \(\S+\): ENOSPC/);
});

test("with room on the disk the same release goes out, and comes back", async () => {
  rmSync(join(disk, "fill"));
  const out = await shipUnderLoad(up);
  expect({ code: out.code, others: out.others }).toEqual({ code: 0, others: 0 });
  expect(out.pages.at(-1)).toMatchObject({ frontend: 2, backend: 2 });
  const back = await shipUnderLoad(async () => (await project.seaway(["rollback", "-q"])).code);
  expect({ code: back.code, others: back.others }).toEqual({ code: 0, others: 0 });
  expect(back.pages.at(-1)).toMatchObject({ frontend: 1, backend: 1 });
  // A page that was under way at the one moment of the switch may have been made by both.
  for (const { pages } of [out, back]) expectOneCrossing(pages);
  expect(await project.seaway(["unpin"])).toMatchObject({ code: 0 });
});

/** All mixed pages were under way at one and the same moment. */
function expectOneCrossing(pages: readonly Page[]): void {
  const crossing = mixed(pages);
  const latestStart = Math.max(...crossing.map(({ sentAtMs }) => sentAtMs), -Infinity);
  const earliestEnd = Math.min(...crossing.map(({ endedAtMs }) => endedAtMs), Infinity);
  expect(latestStart, JSON.stringify(crossing)).toBeLessThanOrEqual(earliestEnd);
}

test("verify: a service that answers only its own name is led to, not seen at its entry point, and led back together with the other", async () => {
  change();
  answerOnlyItsOwnName();
  const { code, pages, others } = await shipUnderLoad(up);
  expect(code).toBe(25);
  // It refused everybody as long as it was led to: that much a service costs which is ready only in its own eyes.
  expect(others).toBeGreaterThan(0);
  expect(pages.at(-1)).toMatchObject({ frontend: 1, backend: 1 });
  expect(mixed(pages).filter(({ frontend }) => frontend !== 1)).toEqual([]);
  await expectContained(/error\[SEA-5302\]: the next version of frontend was not seen at its entry point: GET \S+ answered 421/);
});

test("without verify the same release is called live, and nobody gets a page", async () => {
  expect(await alteredUp(project, "without-verify")).toBe(0);
  expect((await fetch(url)).status).toBe(421);
});

/** `localhost`, at which readiness is asked, and none of the names that callers use. */
function answerOnlyItsOwnName(): void {
  const file = join(project.folder, "frontend/app.py");
  const refusal =
    "\n\n@app.before_request\ndef only_its_own_name():\n    from flask import abort, request\n\n" +
    '    if request.host.split(":")[0] != "localhost":\n        abort(421)\n';
  writeFileSync(file, `${readFileSync(file, "utf8")}${refusal}`);
}
