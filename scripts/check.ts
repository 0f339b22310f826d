/** Runs the checks of `scripts/checks/`, all or those whose file is named: `node scripts/check.ts layer-order`. */
import type { Check } from "./checks/check.ts";
import { fileBudget } from "./checks/file-budget.ts";
import { fileNames } from "./checks/file-names.ts";
import { importCycles } from "./checks/import-cycles.ts";
import { layerOrder } from "./checks/layer-order.ts";
import { reference } from "./checks/reference.ts";
import { portableText } from "./checks/portable-text.ts";
import { pureEngine } from "./checks/pure-engine.ts";
import { shellSyntax } from "./checks/shell-syntax.ts";
import { repository } from "./repository.ts";

const checks: Record<string, Check> = {
  "layer-order": layerOrder,
  "import-cycles": importCycles,
  "pure-engine": pureEngine,
  "file-budget": fileBudget,
  "file-names": fileNames,
  reference,
  "shell-syntax": shellSyntax,
  "portable-text": portableText,
};

export interface Verdict {
  readonly name: string;
  readonly findings: readonly string[];
}

export async function runChecks(names: readonly string[] = Object.keys(checks)): Promise<readonly Verdict[]> {
  const files = repository();
  return await Promise.all(
    names.map(async (name) => {
      const check = checks[name];
      if (check === undefined) return { name, findings: [`no such check; there are: ${Object.keys(checks).join(", ")}`] };
      return { name: check.name, findings: await check.findings(files) };
    }),
  );
}

if (import.meta.main) {
  const names = process.argv.slice(2);
  const verdicts = await runChecks(names.length > 0 ? names : undefined);
  for (const { name, findings } of verdicts) {
    console.log(`${findings.length === 0 ? "ok  " : "FAIL"}  ${name}`);
    for (const finding of findings) console.log(`      ${finding}`);
  }
  process.exitCode = verdicts.some(({ findings }) => findings.length > 0) ? 1 : 0;
}
