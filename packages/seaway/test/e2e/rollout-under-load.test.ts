import { afterAll, beforeAll, expect, test } from "vitest";
import { freshConnections, keptConnections, posts, type Answer } from "../load/client.ts";
import { compareLedger, inOrder } from "../load/ledger.ts";
import { openLoop, type Load } from "../load/open-loop.ts";
import type { Verdict } from "../load/verdict.ts";
import { alteredUp } from "./altered-up.ts";
import { killNow, type ListedProcess } from "./process-table.ts";
import { psql } from "./psql.ts";
import { instancesByName } from "./runtime-of.ts";
import { until } from "./until.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

const CHANGES = 10;
/** Requests that have to end between two changes, so that each version serves some. */
const REQUESTS_A_CHANGE = 20;
/** One request after another is 100 ms: this is two hours and no more, should a rollout hang. */
const MOST_REQUESTS = 20_000;
const CHANGES_WITHOUT_DRAIN = 3;

let project: UsersProject;
let url: string;
/** The version that each source says now. */
const sources = { backend: 0, frontend: 0 };
/** What was shipped under this load, and since when nothing older may answer. */
let shipped: { readonly atMs: number; readonly backend: number; readonly frontend: number }[] = [];

beforeAll(async () => {
  project = usersProject();
  // A page says which versions answered, and takes the time in which a rollout could lose it: a quarter of a second in the backend.
  project.edit("backend/routes.py", "jsonify(users=users, total=total)", "jsonify(users=users, total=total, version=0)");
  project.edit(
    "backend/users.py",
    "rows = connection.execute(\n",
    'connection.execute("select pg_sleep(0.2)")\n            rows = connection.execute(\n',
  );
  project.edit("backend/users.py", "            try:\n", '            connection.execute("select pg_sleep(0.2)")\n            try:\n');
  project.edit("frontend/templates/users.html", "</body>", "<!-- frontend 0, backend {{ listing.version }} --></body>");
  const first = await project.seaway(["up", "-y", "-q"]);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  url = `${first.stdout.trim()}/`;
});
afterAll(() => project.remove());

test("ten changes rolled out under constant load fail no request, and every acknowledged POST is a row exactly once", async () => {
  const verdict = await changesUnderLoad("kept", CHANGES, async () =>
    expect(await project.seaway(["up", "-y", "-q"])).toEqual({ code: 0, stdout: `${url.slice(0, -1)}\n`, stderr: "" }),
  );
  report("with drain", verdict);
  expect({ failures: verdict.failures, ledger: compareLedger(verdict.acknowledged, rowsOf("kept")) }).toEqual({
    failures: [],
    ledger: inOrder,
  });
  expect(shipped.at(-1)).toMatchObject({ backend: CHANGES / 2, frontend: CHANGES / 2 });
  expect(Object.keys(verdict.byKind).toSorted()).toEqual(["kept connection", "new connection", "post"]);
  expect(verdict.sent).toBeGreaterThanOrEqual(CHANGES * REQUESTS_A_CHANGE);
  // Nobody else wrote: what is there beside the load's is the seed.
  expect(psql(project, "select count(*) from users where email not like 'kept-%'")).toEqual(["5"]);
});

test("two rollbacks and two contained failures under the same load fail no request either", async () => {
  const verdict = await underLoad("back", async (load) => {
    for (const round of [1, 2]) {
      const before = { ...sources };
      editOne(round);
      await ran(load, ["up", "-y", "-q"], 0);
      const [backend, frontend] = [sources.backend, sources.frontend];
      Object.assign(sources, before);
      // What served before may answer again from here on.
      shipped.push({ ...sources, atMs: load.now() });
      await ran(load, ["rollback", "-q"], 0);
      Object.assign(sources, { backend, frontend });
      await project.seaway(["unpin"]);
      await ran(load, ["up", "-y", "-q"], 0);
      project.edit("backend/app.py", "import os\n", "import os\nimport no_such_module\n");
      await ran(load, ["up", "-y", "-q"], 25);
      project.edit("backend/app.py", "import no_such_module\n", "");
    }
  });
  report("with rollbacks and failures", verdict);
  expect(sources).toEqual({ backend: CHANGES / 2 + 1, frontend: CHANGES / 2 + 1 });
  expect({ failures: verdict.failures, ledger: compareLedger(verdict.acknowledged, rowsOf("back")) }).toEqual({
    failures: [],
    ledger: inOrder,
  });
});

test("an instance that is killed loses at most the requests that it had in hand", async () => {
  project.edit("seaway.config.ts", "public: true", "public: true, replicas: 2");
  expect(await project.seaway(["up", "-y", "-q"])).toMatchObject({ code: 0 });
  const kills: number[] = [];
  const verdict = await underLoad("killed", async (load) => {
    for (const round of [1, 2, 3]) {
      await load.ended(round * 2 * REQUESTS_A_CHANGE);
      const victim = await until("both instances are there", () => (frontends().length === 2 ? frontends()[0] : undefined));
      killNow(victim, "an instance of the frontend");
      kills.push(load.now());
      await until("it was started again", () => frontends().length === 2 && !frontends().some(({ pid }) => pid === victim.pid));
    }
    await load.ended(8 * REQUESTS_A_CHANGE);
  });
  report("with killed instances", verdict);
  expect(kills).toHaveLength(3);
  const inHand = verdict.failures.filter(({ dueAtMs, atMs }) => kills.some((killedAtMs) => dueAtMs <= killedAtMs && atMs >= killedAtMs));
  expect(verdict.failures.filter((failure) => !inHand.includes(failure))).toEqual([]);
  // What was lost was lost before it was written, or was written and not acknowledged; never twice.
  const rows = rowsOf("killed");
  expect(new Set(rows).size).toBe(rows.length);
  expect(verdict.acknowledged.filter((id) => !rows.includes(id))).toEqual([]);
});

/** The processes that hold the instances of the frontend. */
const frontends = (): readonly ListedProcess[] =>
  Object.entries(instancesByName(project)).flatMap(([name, process]) => (name.startsWith("frontend-") ? [process] : []));

test("the same load counts failures when the engine rolls out without a drain", async () => {
  const verdict = await changesUnderLoad("cut", CHANGES_WITHOUT_DRAIN, async () =>
    expect(await alteredUp(project, "without-drain")).toBe(0),
  );
  report("without drain", verdict);
  expect(verdict.failures.length).toBeGreaterThan(0);
  expect(new Set(verdict.failures.map(({ kind }) => kind))).toContain("post");
});

/** One command, and then as many requests as each version has to serve. */
async function ran(load: Load, args: readonly string[], code: number): Promise<void> {
  expect(await project.seaway(args)).toMatchObject({ code });
  shipped.push({ ...sources, atMs: load.now() });
  await load.ended(shipped.length * REQUESTS_A_CHANGE);
}

/** Changes one service after the other and ships each, while the load goes on. */
const changesUnderLoad = (prefix: string, changes: number, ship: () => Promise<void>): Promise<Verdict> =>
  underLoad(prefix, async (load) => {
    for (let change = 1; change <= changes; change += 1) {
      editOne(change);
      await ship();
      shipped.push({ ...sources, atMs: load.now() });
      await load.ended(change * REQUESTS_A_CHANGE);
    }
  });

async function underLoad(prefix: string, work: (load: Load) => Promise<void>): Promise<Verdict> {
  shipped = [{ ...sources, atMs: 0 }];
  const load = startLoad(prefix);
  try {
    await work(load);
  } catch (cause) {
    await load.stop();
    throw cause;
  }
  return load.stop();
}

/** A steady load on the public address: pages on new and on kept connections, and the form. */
function startLoad(prefix: string): Load {
  return openLoop(
    [
      freshConnections({ url, perSecond: 4, judge: judgePage }),
      keptConnections({ url, perSecond: 3, judge: judgePage }),
      posts({ url, perSecond: 9, judge: judgePost, prefix, form: (id) => ({ name: `Load ${id}`, email: `${id}@example.org` }) }),
    ],
    { maxRequests: MOST_REQUESTS },
  );
}

const judgePost = ({ status, location }: Answer): string | undefined =>
  status === 303 && /^\/\?added=\d+$/.test(location ?? "") ? undefined : `status ${status}`;

/** A page is right when it is whole, and of versions none of which was replaced already when it was asked for. */
function judgePage({ status, body, sentAtMs }: Answer): string | undefined {
  if (status !== 200) return `status ${status}`;
  const found = /<!-- frontend (\d+), backend (\d+) --><\/body>\s*<\/html>\s*$/.exec(body);
  if (found === null || !/<h2 id="list-title">[\d,]+ users<\/h2>/.test(body)) return "a page that is not whole";
  const [frontend, backend] = found.slice(1).map(Number) as [number, number];
  const oldest = shipped.findLast(({ atMs }) => atMs <= sentAtMs)!;
  if (frontend < oldest.frontend || backend < oldest.backend)
    return `answered by frontend ${frontend} and backend ${backend}, which were gone`;
  return undefined;
}

/** Backend and frontend in turn. */
function editOne(change: number): void {
  if (change % 2 === 1) {
    project.edit("backend/routes.py", `version=${sources.backend})`, `version=${(sources.backend += 1)})`);
  } else {
    project.edit("frontend/templates/users.html", `frontend ${sources.frontend},`, `frontend ${(sources.frontend += 1)},`);
  }
}

/** Ids that the load of this prefix wrote, as the database holds them. */
const rowsOf = (prefix: string): readonly string[] =>
  psql(project, `select split_part(email, '@', 1) from users where email like '${prefix}-%'`);

/** Latency is told, never judged: the machine is shared. */
function report(what: string, { sent, failures, byKind, latencyMs }: Verdict): void {
  process.stdout.write(`${what}: ${sent} requests, ${failures.length} failed, ${JSON.stringify({ byKind, latencyMs })}\n`);
}
