/**
 * What `bin/test` runs: every part in turn, cheap ones first, with the minutes each took. A part that fails does not stop the next.
 * A name chooses a part (`bin/test unit e2e`), `--list` names them. The last line is `tests: N passed, N failed, 0 skipped`.
 */
import { parts } from "./test/parts.ts";
import { none, one, plus, type Tally } from "./test/tally.ts";
import { openWorkshop } from "./test/workshop.ts";

const names = process.argv.slice(2);
if (names.includes("--list")) {
  console.log(Object.keys(parts).join("\n"));
  process.exit(0);
}
const unknown = names.find((name) => parts[name] === undefined);
if (unknown !== undefined) {
  console.error(`test: there is no part ${unknown}; there are: ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}

const workshop = openWorkshop();
let total = none;
const table: string[] = [];
for (const [name, run] of Object.entries(parts)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(`\n── ${name}`);
  const startedAtMs = performance.now();
  const tally = await run(workshop).catch((error: unknown) => {
    console.error(error);
    return one(false);
  });
  const minutes = (performance.now() - startedAtMs) / 60_000;
  total = plus(total, tally);
  table.push(row(name, tally, minutes));
  console.log(table.at(-1));
}

total = plus(total, workshop.close());
console.log(`\n── minutes a part\n${table.join("\n")}`);
if (total.leftOut.length > 0) {
  console.log(`\nleft to root (run bin/test as root):\n${total.leftOut.map((file) => `  ${file}`).join("\n")}`);
}
// In CI nothing is left out: what cannot run there counts as failed.
const failed = total.failed + (process.env.CI === "true" ? total.leftOut.length : 0);
console.log(`\ntests: ${total.passed} passed, ${failed} failed, ${total.skipped} skipped`);
process.exitCode = failed > 0 || total.skipped > 0 || total.passed === 0 ? 1 : 0;

function row(name: string, { passed, failed: bad, skipped }: Tally, minutes: number): string {
  const counts = `${passed} passed${bad > 0 ? `, ${bad} FAILED` : ""}${skipped > 0 ? `, ${skipped} SKIPPED` : ""}`;
  return `${name.padEnd(8)} ${minutes.toFixed(1).padStart(5)} min   ${counts}`;
}
