import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { SeawayError } from "../../../src/model/errors/failure.ts";
import type { Problem } from "../../../src/model/problem.ts";

/** A repository of its own with these files; gone when the test is over. */
export function temporaryProject(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "seaway-config-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ".git/HEAD": "ref: refs/heads/main\n", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Everything that a person would read of an error, in one fixed form. */
export async function refusal(attempt: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof attempt === "function" ? attempt() : attempt);
  } catch (thrown) {
    if (thrown instanceof SeawayError) return [thrown.problem, ...(thrown.problem.others ?? [])].map(asText).join("\n");
    throw thrown;
  }
  throw new Error("nothing was refused");
}

function asText({ code, sentence, position, remedy, log }: Problem): string {
  const { file, line, column, snippet = "", width = 0, label = "" } = position ?? { file: "", line: 0, column: 0 };
  const marked =
    position === undefined
      ? []
      : [`  --> ${file}:${line}:${column}`, `  ${snippet}`, `  ${" ".repeat(column - 1)}${"^".repeat(width)} ${label}`.trimEnd()];
  return [`${code} ${sentence}`, ...marked, ...(log ?? []).map((text) => `  log ${text}`), `  try ${remedy}`].join("\n");
}
