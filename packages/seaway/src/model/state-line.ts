import type { RunView } from "./events/run-view.ts";
import { releaseLabel } from "./numbers.ts";
import type { Problem } from "./problem.ts";
import type { WorldState } from "./world-state.ts";

/** What the state line of a command needs to know of a run: how it ended, and how the world stood then. */
export type Ending = Pick<RunView, "verb" | "state" | "environment"> &
  Partial<Pick<RunView, "verdict" | "world" | "exitCode" | "run" | "problems">> & {
    /** Whether the plan had anything to do. */
    readonly changed: boolean;
  };

/** The ending of everything that stopped before it acted. */
export const NOTHING_CHANGED = "Nothing was changed.";

/**
 * The sentence that ends every command: which release serves, how many of its instances are healthy, whether a request failed.
 * It is told from the world as it was read at that moment, never from the plan.
 */
export function stateLine(ending: Ending): string {
  const { world, environment } = ending;
  if (world === undefined) return `${environment}: it is not known what serves; look with  seaway status`;
  // Tests touch nothing that serves: how it stands is as it was.
  if (ending.verb === "test")
    return [
      served({ ...ending, state: "succeeded", changed: false }, world),
      ...(ending.state === "succeeded" ? [] : ["Nothing was released."]),
    ].join(" ");
  const sentences =
    ending.verb === "destroy"
      ? destroyed(ending, world)
      : [served(ending, world), ...halfChanged(ending.problems), ...reached(world), ...moved(world)];
  return [...sentences, ...kept(world)].join(" ");
}

function served(ending: Ending, world: WorldState): string {
  const { environment } = ending;
  if (world.serving === undefined) return servesNothing(ending, world);
  const release = releaseLabel(world.serving);
  const health = `${world.instances.healthy}/${world.instances.wanted} processes healthy`;
  const detail = [health, ...requests(world)].join(", ");
  if (ending.verdict === "degraded" || ending.exitCode === 26) return `${environment} is degraded: it serves ${release}, ${detail}.`;
  if (ending.state !== "succeeded") return `${environment} still serves ${release}: ${detail}.`;
  if (!ending.changed) return `${environment} serves ${release}: ${detail}.`;
  if (world.before === undefined) return `${environment} now serves ${release}: ${detail}.`;
  if (world.before === world.serving) return `${environment} serves ${release}, as before: ${detail}.`;
  return `${environment} now serves ${release} (was ${releaseLabel(world.before)}): ${detail}.`;
}

function servesNothing({ environment, state }: Ending, { before }: WorldState): string {
  if (before !== undefined) return `Nothing serves ${environment} now; ${releaseLabel(before)} served before.`;
  return state === "succeeded"
    ? `${environment} has nothing that serves.`
    : `Nothing served ${environment} before, and nothing serves it now.`;
}

function destroyed(ending: Ending, world: WorldState): readonly string[] {
  if (ending.state !== "succeeded") return [served(ending, world)];
  return [world.serving === undefined ? `Nothing serves ${ending.environment} any more.` : served({ ...ending, changed: false }, world)];
}

function requests({ failedRequests }: WorldState): readonly string[] {
  if (failedRequests === undefined) return [];
  if (failedRequests === 0) return ["no request failed"];
  return [failedRequests === 1 ? "1 request failed" : `${failedRequests} requests failed`];
}

const reached = ({ seen }: WorldState): readonly string[] =>
  seen === "reached" ? ["A service without a health path was reached, not seen serving."] : [];

const moved = ({ moved: addresses = [] }: WorldState): readonly string[] =>
  addresses.map(({ from, to }) => `Its address is ${to} now, no longer ${from}.`);

function halfChanged(problems: readonly Problem[] = []): readonly string[] {
  const names = [
    ...new Set(problems.flatMap((problem) => [problem, ...(problem.others ?? [])]).flatMap((problem) => problem.halfChanged ?? [])),
  ];
  return names.map((name) => `The schema of ${name} may be half changed.`);
}

function kept({ kept: names = [] }: WorldState): readonly string[] {
  return names.length === 0 ? [] : [keptText(names)];
}

/** What holds data and was not named stays, and everybody is told so. */
export function keptText(names: readonly string[]): string {
  const list = new Intl.ListFormat("en-GB").format(names);
  return `${list} ${names.length === 1 ? "holds data and was not named: it stays." : "hold data and were not named: they stay."}`;
}
