/** Gives each example the types that its config refers to, as any command of Seaway would: git ignores them, `tsc` needs them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { writeEditorTypes } from "../packages/seaway/src/adapters/config/write-editor-types.ts";

const examples = join(import.meta.dirname, "..", "examples");
for (const example of readdirSync(examples)) {
  if (existsSync(join(examples, example, "seaway.config.ts"))) writeEditorTypes(join(examples, example));
}
