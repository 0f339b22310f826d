/** Writes `docs/reference/` from the source: `node scripts/write-reference.ts`. With `--check` it writes nothing and fails where they differ. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { reference } from "./checks/reference.ts";
import { pages, textOf } from "./reference/pages.ts";
import { repository } from "./repository.ts";

const files = repository();
if (process.argv.includes("--check")) {
  const findings = await reference.findings(files);
  for (const finding of findings) console.error(finding);
  process.exitCode = findings.length === 0 ? 0 : 1;
} else {
  for (const [file, page] of Object.entries(pages)) {
    const path = join(files.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, textOf(page));
  }
}
