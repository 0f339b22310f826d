import type { ProjectDefinition } from "../../model/definition.ts";
import { failure } from "../../model/errors/failure.ts";
import type { TestSelection } from "../../model/plan.ts";
import { testNode } from "../plan/settings.ts";
import type { Store } from "../ports/store.ts";

export interface AskedTests {
  /** A service, a pytest node id from the service's folder or the project's, or an expression as of `pytest -k`. */
  readonly pattern: string | undefined;
  readonly failed: boolean;
  readonly services: readonly string[];
}

/** Which tests are meant; undefined: all of them. @throws SEA-4208 nothing failed before, SEA-1005 no such service */
export async function selectTests(
  { pattern, failed, services: named }: AskedTests,
  { environment, definition }: { readonly environment: string; readonly definition: ProjectDefinition },
  store: Store,
): Promise<TestSelection | undefined> {
  const tested = definition.services.filter(({ test }) => test !== false);
  const unknown = named.find((name) => !tested.some((service) => service.name === name));
  if (unknown !== undefined) {
    throw failure("SEA-1005", { usage: "seaway test [PATTERN] -s SERVICE", problem: `there is no service ${unknown} that has tests` });
  }
  const services = tested.filter(({ name }) => named.length === 0 || named.includes(name));
  if (failed)
    return failedBefore(
      services.map(({ name }) => name),
      environment,
      store,
    );
  const all = services.map(({ name }) => name);
  if (pattern === undefined) return named.length === 0 ? undefined : { services: all, only: {} };
  if (all.includes(pattern)) return { services: [pattern], only: {} };

  const below = services.find(({ path }) => path !== "." && pattern.startsWith(`${path}/`));
  if (below) return { services: [below.name], only: { [below.name]: [pattern.slice(below.path.length + 1)] } };
  if (!/\.py(::|$)/.test(pattern)) return { services: all, only: Object.fromEntries(all.map((name) => [name, ["-k", pattern]])) };
  const seen = await Promise.all(all.map(async (name) => ((await wasSeen(name, pattern, environment, store)) ? [name] : [])));
  // A file that nobody has run yet may be anybody's.
  const those = seen.flat().length > 0 ? seen.flat() : all;
  return { services: those, only: Object.fromEntries(those.map((name) => [name, [pattern]])) };
}

/** Whether a suite's newest report names the file of a node id. */
async function wasSeen(service: string, pattern: string, environment: string, store: Store): Promise<boolean> {
  const [report] = await store.suites({ environment, node: testNode(service), limit: 1 });
  const file = pattern.split("::")[0];
  return report !== undefined && (await store.results(report)).some((result) => result.file === file);
}

/** Those that failed when their whole suite ran the last time. */
async function failedBefore(services: readonly string[], environment: string, store: Store): Promise<TestSelection> {
  const only: Record<string, readonly string[]> = {};
  for (const name of services) {
    const [report] = (await store.suites({ environment, node: testNode(name), limit: 20 })).filter(({ narrowed }) => !narrowed);
    if (report === undefined || report.outcome === "passed") continue;
    const failed = (await store.results(report)).filter(({ outcome }) => outcome === "failed").map(({ name: test }) => test);
    if (failed.length > 0) only[name] = failed;
  }
  if (Object.keys(only).length === 0) throw failure("SEA-4208", { environment });
  return { services: Object.keys(only), only };
}
