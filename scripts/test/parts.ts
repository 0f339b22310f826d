import { join } from "node:path";
import { repository, root } from "../repository.ts";
import { runProgram } from "./program.ts";
import { none, one, plus, type Tally } from "./tally.ts";
import { vitest } from "./vitest.ts";
import type { Workshop } from "./workshop.ts";

export type Part = (workshop: Workshop) => Promise<Tally>;

/** In the order they run: what is cheap and says most comes first. */
export const parts: Record<string, Part> = {
  walls,
  format: (workshop) => runProgram(workshop, "oxfmt", "--check", "."),
  lint: (workshop) => runProgram(workshop, "oxlint", "--type-aware", "--deny-warnings"),
  // Type tests are `@ts-expect-error` lines among the tests: one that is not needed is an error of its own.
  types: (workshop) => runProgram(workshop, "tsc", "--checkers", "2", "-p", "."),
  unused: (workshop) => runProgram(workshop, "knip", "--no-progress"),
  python,
  unit: (workshop) => vitest(workshop, "unit"),
  e2e: (workshop) => vitest(workshop, "e2e"),
};

async function walls(): Promise<Tally> {
  // Loaded here: the checks read the source, and a source that does not load fails this part, not all of them.
  const { runChecks } = await import("../check.ts");
  let tally = none;
  for (const { name, findings } of await runChecks()) {
    console.log(`${findings.length === 0 ? "ok  " : "FAIL"}  ${name}`);
    for (const finding of findings) console.log(`      ${finding}`);
    tally = plus(tally, one(findings.length === 0));
  }
  return tally;
}

/** The examples' Python is at least read by Python; their suites run where their dependencies are installed. */
async function python(workshop: Workshop): Promise<Tally> {
  const { files } = repository();
  const sources = files.filter((file) => file.startsWith("examples/") && file.endsWith(".py")).map((file) => join(root, file));
  if (sources.length === 0) return one(false);
  const parse = "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name, encoding='utf-8').read(), name)";
  return await runProgram(workshop, "python3", "-c", parse, ...sources);
}
