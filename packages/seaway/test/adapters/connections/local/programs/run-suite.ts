import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectionSuite, type ConnectionLab } from "../../../../../src/testing/connection-suite.ts";
import type { Suite } from "../../../../../src/testing/conformance.ts";
import { isolation, isRoot } from "../../../../../src/adapters/connections/local/isolation.ts";
import { localLab } from "../local-lab.ts";

/** Runs the whole suite as whoever starts it, one line a case. */
process.stdout.write(`${isRoot() ? "root" : "ordinary user"}, ${isolation()}\n`);
for (const [title, run] of Object.entries<Suite<ConnectionLab>[string]>(connectionSuite)) {
  const lab = localLab();
  const outcome = await run(lab).then(
    () => "passed",
    (cause: unknown) => String(cause),
  );
  await lab.remove();
  process.stdout.write(`${title}: ${outcome}\n`);
}

/** What users wrote, boxed in as well as can be. */
for (const kept of ["namespaces", "process groups"] as const) {
  const lab = localLab(kept);
  const hosts = join(lab.room, "hosts");
  writeFileSync(hosts, "127.77.1.1 backend\n");
  const script = "grep -E '^(CapEff|NoNewPrivs)' /proc/self/status; grep -c backend /etc/hosts; umount /etc/hosts 2>/dev/null || echo held";
  const result = await lab.connection.run(
    {
      argv: ["sh", "-c", script],
      cwd: "/",
      env: { PATH: "/usr/bin:/bin" },
      sandbox: { identity: "of nobody", read: [lab.room], write: [lab.room], hosts },
    },
    { folder: join(lab.room, "box") },
  );
  await lab.remove();
  process.stdout.write(`${kept}: ${result.tail.join(" ").replaceAll("\t", "")}\n`);
}
process.exit(0);
