import { copyFile, readFile, writeFile } from "node:fs/promises";
import type { Ports } from "../../engine/ports/ports.ts";
import type { Store } from "../../engine/ports/store.ts";
import type { Change, Plan } from "../../model/plan.ts";

/** `--junit FILE`: the reports of a plan's suites as one file of JUnit XML, each as its run or the cache has it. */
export async function copyReports(file: string, { changes }: Plan, { store, provider }: Pick<Ports, "store" | "provider">): Promise<void> {
  const suites = changes.filter(({ kind }) => kind === provider.kinds.suite);
  const reports = (await Promise.all(suites.map((change) => reportOf(change, store)))).filter((report) => report !== undefined);
  if (reports.length === 1 && reports[0] !== undefined) return copyFile(reports[0], file);
  const texts = await Promise.all(reports.map(async (report) => suitesIn(await readFile(report, "utf8"))));
  await writeFile(file, `<?xml version="1.0" encoding="utf-8"?>\n<testsuites>${texts.join("")}</testsuites>\n`);
}

/** What passed is in the cache by its key; what failed, or was asked for by name, is the node's newest report. */
async function reportOf({ node, key }: Change, store: Store): Promise<string | undefined> {
  const cached = key === undefined ? undefined : await store.artifact(key);
  if (cached !== undefined) return (cached.outputs as { readonly junit?: string }).junit;
  return (await store.suites({ node, limit: 1 }))[0]?.junit;
}

/** What stands between the outermost marks: reports of pytest have one element around their suites. */
const suitesIn = (xml: string): string => /<testsuites[^>]*>([\s\S]*)<\/testsuites>/.exec(xml)?.[1] ?? xml.replace(/^<\?xml[^>]*\?>/, "");
