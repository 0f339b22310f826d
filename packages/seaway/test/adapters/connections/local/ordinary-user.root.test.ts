import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { releaseIdentity } from "../../../../src/adapters/connections/local/identities.ts";
import { connectionSuite } from "../../../../src/testing/connection-suite.ts";
import { localLab } from "./local-lab.ts";

test("an ordinary user's commands keep every promise, in namespaces of their own", async () => {
  const lab = localLab();
  const identity = `build:test-${randomBytes(6).toString("hex")}`;
  onTestFinished(async () => {
    await lab.remove();
    await releaseIdentity(identity);
  });
  const here = dirname(fileURLToPath(import.meta.url));
  const checkout = resolve(here, "../../../../../..");
  const node = realpathSync(process.execPath);
  const result = await lab.connection.run(
    {
      argv: [node, join(here, "programs/run-suite.ts")],
      cwd: "/",
      env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
      sandbox: { identity, read: [checkout, dirname(node)], write: [] },
    },
    { folder: join(lab.room, "suite") },
  );
  const passed = Object.keys(connectionSuite).map((title) => `${title}: passed`);
  const boxes = [
    "namespaces: CapEff:0000000000000000 NoNewPrivs:1 1 held",
    // What is lost: the private hosts file (and `setsid` children are found, not held).
    "process groups: CapEff:0000000000000000 NoNewPrivs:1 0 held",
  ];
  expect(await readFile(result.log, "utf8")).toBe(`${["ordinary user, namespaces", ...passed, ...boxes].join("\n")}\n`);
}, 60_000);
