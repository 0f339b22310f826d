/** Writes `docs/reference/` from the code: `node scripts/write-reference.ts`. With `--check` it writes nothing and fails where they differ. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { manual } from "./checks/manual.ts";
import { errorManual, manualFile } from "./error-manual.ts";
import { repository } from "./repository.ts";

const files = repository();
if (process.argv.includes("--check")) {
  const findings = await manual.findings(files);
  for (const finding of findings) console.error(finding);
  process.exitCode = findings.length === 0 ? 0 : 1;
} else {
  const path = join(files.root, manualFile);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, errorManual());
}
