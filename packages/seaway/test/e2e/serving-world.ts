import { join } from "node:path";
import { namesIn, stateOfProject } from "./outside.ts";
import { processesNaming, type ListedProcess } from "./process-table.ts";
import type { UsersProject } from "./users-project.ts";

/*
 * How a serving project stands, seen in /proc and on the disk.
 */

/** Every process of gunicorn, masters and workers. */
export const serversOf = ({ root }: UsersProject): readonly ListedProcess[] =>
  processesNaming(root).filter(({ argv }) => argv[1]?.endsWith("/bin/gunicorn"));

/** How many processes of each program there are for a project: `{ gunicorn: 6, postgres: 1 }`. */
export function programsOf({ root }: UsersProject): Readonly<Record<string, number>> {
  const names = processesNaming(root).map(({ argv }) => programOf(argv));
  return Object.fromEntries([...Map.groupBy(names.toSorted(), (name) => name)].map(([name, all]) => [name, all.length]));
}

/** The program, or the script where an interpreter runs one. */
function programOf(argv: readonly string[]): string {
  const words = argv.filter((word) => !word.startsWith("-")).map((word) => word.split("/").at(-1) ?? "");
  return (/^(sh|node|python[\d.]*)$/.test(words[0] ?? "") ? words[1] : words[0]) ?? "";
}

/** What was made below a project's state: artifacts, Python environments, data folders; half-made ones included. */
export function madeOf(project: UsersProject): readonly string[] {
  const folders = ["artifacts", "environments", "data/local"];
  return folders.flatMap((folder) => namesIn(join(stateOfProject(project), folder)).map((name) => `${folder}/${name}`));
}
