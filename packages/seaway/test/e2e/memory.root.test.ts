import { afterAll, beforeAll, expect, test } from "vitest";
import { usersProject, type UsersProject } from "./users-project.ts";

/*
 * A service that needs more memory than the config gives it: the kernel ends its workers, its server starts them again and again, and the
 * rollout says what is going on instead of waiting.
 */
let project: UsersProject;
beforeAll(() => {
  project = usersProject();
  project.edit("seaway.config.ts", "port: 5000,", "port: 5640,");
  project.edit("seaway.config.ts", "port: 5001,", 'port: 5001, memory: "96Mi",');
  project.edit("backend/app.py", "app = create_app", "hog = bytearray(200 << 20)\napp = create_app");
});
afterAll(() => project.remove());

test("it is named by its limit, long before the time to get ready is over", async () => {
  const startedAtMs = performance.now();
  const { code, stdout, stderr } = await project.seaway(["up", "-y", "-q"]);
  expect([code, stdout]).toEqual([27, ""]);
  // Which workers were ended when is the kernel's business.
  expect(stderr.replace(/^ {2}log [^]*?(?=^ {2}try)/m, "")).toBe(`error[SEA-5307]: backend-1-1 was killed by its memory limit of 96 MiB
  where  run #1 › rollout › backend › backend-1-1
  try    raise \`memory\` of the service, or let it use less: each gunicorn worker
         is a process with memory of its own
  more   seaway logs backend

Nothing served local before, and nothing serves it now.
  next  correct that, then  seaway up   (unchanged: from cache)
  help  seaway explain SEA-5307
`);
  expect(performance.now() - startedAtMs).toBeLessThan(50_000);
});

test("with no limit the same program is served", async () => {
  project.edit("seaway.config.ts", ' memory: "96Mi",', "");
  expect(await project.seaway(["up", "-y", "-q"])).toMatchObject({ code: 0, stderr: "" });
});
