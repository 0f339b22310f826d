import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { endJob } from "../../../../src/adapters/connections/local/end-job.ts";
import { identityFor, releaseIdentity } from "../../../../src/adapters/connections/local/identities.ts";
import { launch } from "../../../../src/adapters/connections/local/launch.ts";
import { waitForExit } from "../../../../src/adapters/connections/local/wait-for-exit.ts";
import { localLab } from "./local-lab.ts";

test("a server that refuses root runs as no root on root's own files, and hears signals itself", async () => {
  const lab = localLab();
  onTestFinished(lab.remove);
  const folder = join(lab.room, "server");
  const output = join(folder, "output");
  const script = "trap 'exit 3' INT; id -u; : >own; stat -c %u own; cat /proc/self/status | grep CapEff; while :; do sleep 0.05; done";
  const env = { PATH: "/usr/bin:/bin" };
  const { pid } = await launch(folder, { argv: ["sh", "-c", script], cwd: folder, env, output, unprivilegedUser: true });
  await expect.poll(() => readFileSync(output, "utf8"), { interval: 10, timeout: 10_000 }).toBe("1000\n1000\nCapEff:\t0000000000000000\n");
  expect(readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, 2)).toEqual(["sh", "-c"]);
  expect(await endJob(folder, { signal: "SIGINT", graceMs: 10_000 })).toMatchObject({ kind: "exited", code: 3 });
});

test("without namespaces, what users wrote still has a uid of its own and no capability", async () => {
  const lab = localLab();
  const key = `build:test-${randomBytes(6).toString("hex")}`;
  onTestFinished(async () => {
    await lab.remove();
    await releaseIdentity(key);
  });
  const folder = join(lab.room, "job");
  const argv = ["sh", "-c", "id -u; grep -E '^(Cap|NoNewPrivs)' /proc/self/status"];
  const sandbox = { identity: key, read: [], write: [] };
  await launch(folder, { argv, cwd: "/", env: { PATH: "/usr/bin:/bin" }, output: join(folder, "output"), sandbox }, "process groups");
  await waitForExit(folder);
  const { uid } = (await identityFor(key))!;
  const none = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"].map((set) => `${set}:\t0000000000000000`);
  expect(readFileSync(join(folder, "output"), "utf8")).toBe(`${[uid, ...none, "NoNewPrivs:\t1"].join("\n")}\n`);
});
