import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { killAlong, startKilledEngine } from "./kill-along.ts";
import { serversOf } from "./serving-world.ts";
import { usersProject, type UsersProject } from "./users-project.ts";

/*
 * A release that is led to, found wanting at its entry point and taken back, by engines that are killed before and after each write of it.
 */
let project: UsersProject;
let url: string;

beforeAll(async () => {
  project = usersProject();
  project.edit("backend/routes.py", "jsonify(users=users, total=total)", "jsonify(users=users, total=total, version=1)");
  project.edit("frontend/templates/users.html", "</body>", "<!-- frontend 1, backend {{ listing.version }} --></body>");
  url = (await project.seaway(["up", "-y", "-q"])).stdout.trim();
  project.edit("backend/routes.py", "version=1)", "version=2)");
  project.edit("frontend/templates/users.html", "frontend 1,", "frontend 2,");
  // Well where readiness is asked, and for nobody else.
  const file = join(project.folder, "frontend/app.py");
  const refusal =
    "\n\n@app.before_request\ndef only_its_own_name():\n    from flask import abort, request\n\n" +
    '    if request.host.split(":")[0] != "localhost":\n        abort(421)\n';
  writeFileSync(file, `${readFileSync(file, "utf8")}${refusal}`);
});
afterAll(() => project.remove());

const serves = async (): Promise<string> => /<!-- (.*) -->\s*<\/body>/.exec(await (await fetch(url)).text())?.[1] ?? "nothing that says";

test("a contained failure that is killed at every write ends as an unbroken one: both services as before, and nothing left of the next", async () => {
  expect(await serves()).toBe("frontend 1, backend 1");
  const servers = serversOf(project).length;
  const unbroken = await startKilledEngine(project, {});
  expect(unbroken.said).toBe("exit 25");
  // What it built is in the cache from here on, and notes of progress come as they come.
  let left = [...new Set(unbroken.boundaries)].filter((name) => !/step\.progressed| build\./.test(name));
  for (const act of ["rollout switch", "rollout verify", "rollout restore", "rollout record"]) {
    expect(
      left.filter((name) => name.includes(act)),
      left.join("\n"),
    ).not.toEqual([]);
  }
  for (let runs = 1; left.length > 0; runs += 1) {
    expect(runs, `no engine came to ${left.join(", ")}`).toBeLessThan(7);
    const { met, over } = await killAlong(project, left);
    if (!over) expect((await project.seaway(["up", "--resume", "-q"])).code, met.join(", ")).toBe(25);
    expect(await serves(), `killed at ${met.join(", ")}`).toBe("frontend 1, backend 1");
    expect(serversOf(project)).toHaveLength(servers);
    left = left.filter((boundary) => !met.includes(boundary));
  }
});
