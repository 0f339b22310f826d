import { copyFile, readFile, writeFile } from "node:fs/promises";
import type { Store } from "../../engine/ports/store.ts";

/** `--junit FILE`: the reports of the newest run's suites as one file of JUnit XML. */
export async function copyReports(file: string, environment: string, store: Store): Promise<void> {
  const [newest] = await store.suites({ environment, limit: 1 });
  if (newest === undefined) return;
  const reports = (await store.suites({ environment, run: newest.run })).flatMap(({ junit }) => (junit === undefined ? [] : [junit]));
  if (reports.length === 1 && reports[0] !== undefined) return copyFile(reports[0], file);
  const suites = await Promise.all(reports.map(async (report) => suitesIn(await readFile(report, "utf8"))));
  await writeFile(file, `<?xml version="1.0" encoding="utf-8"?>\n<testsuites>${suites.join("")}</testsuites>\n`);
}

/** What stands between the outermost marks: reports of pytest have one element around their suites. */
const suitesIn = (xml: string): string => /<testsuites[^>]*>([\s\S]*)<\/testsuites>/.exec(xml)?.[1] ?? xml.replace(/^<\?xml[^>]*\?>/, "");
