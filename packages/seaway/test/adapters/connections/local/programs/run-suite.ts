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
process.exit(0);
