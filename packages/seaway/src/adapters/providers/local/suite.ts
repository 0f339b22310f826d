import { existsSync } from "node:fs";
import { join } from "node:path";
import type { NodeIdentity, TaskGiven, TaskKind, TaskResult } from "../../../engine/ports/provider.ts";
import type { DatabaseDefinition, ServiceDefinition } from "../../../model/definition.ts";
import { DEFAULT_TESTS } from "../../../model/properties/tests.ts";
import { referredNames } from "../../../engine/plan/settings.ts";
import { stableJson } from "../../../std/stable-json.ts";
import { digest } from "../../../std/digest.ts";
import { mustHave } from "../../../std/must-have.ts";
import { digestFile } from "../../sources/digest-files.ts";
import { judgeSuite, totalsOf } from "../../reports/judge-suite.ts";
import type { LocalWorld } from "./local-world.ts";
import { abandonStands, sweepStands } from "./tests/leftover-stands.ts";
import { overlayRequirements } from "./tests/overlay.ts";
import { runStand, type StandRun } from "./tests/run-stand.ts";
import { migrationFiles } from "./server/migration-files.ts";
import { withTurn } from "./tests/turns.ts";

export type SuiteProps = {
  readonly service: string;
  /** Services whose sources and settings decide what the tests see. */
  readonly involved: readonly string[];
  readonly services: readonly ServiceDefinition[];
  readonly databases: readonly DatabaseDefinition[];
  /** Arguments for pytest: node ids, or `-k` and an expression. */
  readonly only?: readonly string[];
};

export type SuiteOutputs = { readonly junit: string; readonly passed: number; readonly flaky: number };

/** How tests are run; a change of it runs them all anew. */
const FORMAT = "1";

/**
 * The tests of one service, in a private and complete copy of the system that has no network and goes with them. Equal inputs are the same
 * result. The copy is a process tree of its own (`tests/stand/`), so nothing of it can outlive a crash.
 */
export const suite = (world: LocalWorld): TaskKind<never, SuiteOutputs> => ({
  stage: "test",

  async inputs(_identity: NodeIdentity, props: SuiteProps): Promise<Readonly<Record<string, string>>> {
    const { involved, services, databases, only } = props;
    const service = serviceOf(props);
    const overlay = await overlayRequirements(world.projectFolder, service);
    const live = services.filter(({ name }) => involved.includes(name));
    const referred = new Set(live.flatMap(referredNames));
    // The suite of a service without one is given the project's first.
    const reached = databases.filter(({ name }, index) => index === 0 || referred.has(name));
    const files = reached.flatMap(({ schema, seed }) => [schema, seed]).filter((file) => file !== undefined);
    const settings = live.map(({ name, env, port, command, health }) => ({ name, env, port, command, health }));
    const forward = (await Promise.all(reached.map((database) => migrationFiles(world.projectFolder, database)))).flat();
    const commands = reached.flatMap(({ migrate }) => (migrate !== undefined && "command" in migrate ? [migrate] : []));
    return {
      ...Object.fromEntries(forward.map((file) => [`file ${file.name}`, file.digest])),
      ...(commands.length === 0 ? {} : { migrations: await digest(stableJson(JSON.parse(JSON.stringify(commands)))) }),
      ...Object.fromEntries(files.map((file) => [`file ${file}`, digestFile(join(world.projectFolder, file))])),
      "test settings": await digest(stableJson(JSON.parse(JSON.stringify(service.test ?? DEFAULT_TESTS)))),
      settings: await digest(stableJson(JSON.parse(JSON.stringify(settings)))),
      databases: await digest(stableJson(reached.map(({ name, version, databaseName }) => ({ name, version, databaseName })))),
      "test requirements": overlay.digest,
      "test format": FORMAT,
      ...(only === undefined ? {} : { only: await digest(stableJson([...only])) }),
    };
  },

  intact: async ({ junit }) => existsSync(junit),

  async run(identity: NodeIdentity, props: SuiteProps, { upstream }: TaskGiven, acts): Promise<TaskResult<SuiteOutputs>> {
    const service = serviceOf(props);
    const { retryFlaky } = service.test || DEFAULT_TESTS;
    const startedAtMs = world.clock.now();
    sweepStands(world);
    return withTurn(acts, async () => {
      const stand = { world, identity, service, services: props.services, databases: props.databases, upstream };
      const first = await runStand({ ...stand, name: "suite", only: props.only ?? [] }, acts);
      const ran = await retried(stand, first, retryFlaky, acts);
      const { code, results, tail, coverage, notes, junit } = ran;
      const totals = totalsOf(results);
      const failed = judgeSuite({ service: service.name, path: service.path, code, results, tail, narrowed: props.only !== undefined });
      const note = [
        `${totals.passed} passed`,
        ...(totals.skipped > 0 ? [`${totals.skipped} skipped`] : []),
        ...(totals.flaky > 0 ? [`${totals.flaky} flaky`] : []),
      ];
      return {
        outputs: { junit, passed: totals.passed, flaky: totals.flaky },
        note: note.join(" · "),
        ...(failed === undefined ? {} : { failed }),
        suite: {
          report: {
            narrowed: props.only !== undefined,
            startedAtMs,
            durationMs: world.clock.now() - startedAtMs,
            outcome: failed === undefined ? "passed" : "failed",
            totals,
            notes,
            junit,
            ...(coverage === undefined ? {} : { coverage }),
          },
          results,
        },
      };
    });
  },

  abandon: (_identity, acts) => abandonStands(world, acts),
});

const serviceOf = ({ service, services }: SuiteProps): ServiceDefinition =>
  mustHave(
    services.find(({ name }) => name === service),
    `service ${service}`,
  );

/** Failed tests once more, alone and in a fresh copy of everything: one that passes then, with the same inputs, is flaky by proof. */
async function retried(
  stand: Omit<Parameters<typeof runStand>[0], "name" | "only">,
  first: StandRun,
  times: number,
  acts: Parameters<typeof runStand>[1],
): Promise<StandRun> {
  let run = first;
  for (let retry = 1; retry <= times; retry++) {
    const failed = run.results.filter(({ outcome }) => outcome === "failed");
    if (failed.length === 0) return run;
    acts.progress(`tries ${failed.length} failed once more`);
    const again = await runStand({ ...stand, name: `retry-${retry}`, only: failed.map(({ name }) => name) }, acts);
    const passed = new Set(again.results.filter(({ outcome }) => outcome === "passed").map(({ id }) => id));
    const results = run.results.map((result) =>
      result.outcome === "failed" && passed.has(result.id) ? { ...result, outcome: "passed" as const, flaky: true as const } : result,
    );
    // What failed was the reason of its code: with all of it proven to be flaky, nothing else is left of it.
    run = { ...run, results, code: results.some(({ outcome }) => outcome === "failed") ? run.code : 0 };
  }
  return run;
}
