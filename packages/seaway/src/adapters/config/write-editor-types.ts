import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { editorTypes } from "./editor-types.ts";

/** Git sees the project's id and nothing else of the folder, this file included. */
const IGNORED = "*\n!project\n";

/**
 * Keeps `.seaway/types.d.ts` as this version writes it, and git away from it.
 * @returns `unwritable` where the folder can't be written to: only the editor misses something then.
 */
export function writeEditorTypes(projectFolder: string): "written" | "same" | "unwritable" {
  const folder = join(projectFolder, ".seaway");
  const wanted = [
    [join(folder, "types.d.ts"), editorTypes()],
    [join(folder, ".gitignore"), IGNORED],
  ] as const;
  const differing = wanted.filter(([file, text]) => !existsSync(file) || readFileSync(file, "utf8") !== text);
  if (differing.length === 0) return "same";
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of differing) writeFileSync(file, text);
    return "written";
  } catch {
    return "unwritable";
  }
}
