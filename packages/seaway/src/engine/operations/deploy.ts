import { failure, SeawayError, toProblem } from "../../model/errors/failure.ts";
import { deploymentLabel, releaseLabel, runLabel } from "../../model/numbers.ts";
import type { Problem } from "../../model/problem.ts";
import type { Verdict } from "../../model/release.ts";
import type { Clock } from "../ports/clock.ts";
import type { EngineActs } from "../run/acts.ts";
import type { Drained, Rollout, Runtime, Seen, ServiceVersion, Watch } from "../ports/runtime.ts";
import type { Outcome } from "../run/outcome.ts";
import type { Migrated } from "./migrate.ts";
import { closeDeployment, type OpenDeployment } from "./open-deployment.ts";

export interface DeployContext {
  readonly opened: OpenDeployment;
  readonly runtime: Runtime;
  readonly acts: EngineActs;
  readonly clock: Clock;
  /** Aborted by a cancel; heard until the switch, and not after it: then the deployment is completed. */
  readonly stop: AbortSignal;
  /** Brings the databases to where the release needs them; what was done is told as it goes. */
  readonly migrate: (note: (migrated: Migrated) => void) => Promise<void>;
  /** Removes what no kept release needs any more. */
  readonly pruneArtifacts: () => Promise<void>;
  /** Adds to a diagnosis the reason that a comparison with the last good deployment gives. */
  readonly explained: (problem: Problem, applied: Migrated["applied"]) => Promise<Problem>;
}

/** Puts one release into one environment. A resumed run asks the journal first: a finished act is not repeated. */
export async function deploy(context: DeployContext): Promise<Outcome> {
  const { opened, runtime, acts, stop } = context;
  const { rollout } = opened;
  const changed = rollout.services.filter((service) => service.changed);
  const watch: Watch = { signal: AbortSignal.any([acts.signal, stop]), progress: acts.progress };
  const completing: Watch = { signal: acts.signal, progress: acts.progress };
  // An engine died while it gave up: what it had begun to take back must not be taken for a success by looking again.
  const given = acts.finished(GIVE_UP) as unknown as GivenUp | undefined;
  if (given !== undefined) return giveUp(new SeawayError(given.diagnosis), given.done, context, completing);
  let evidence: Evidence;
  let done: Done = { migrated: { applied: {}, backups: {}, breaking: [] }, switched: false };
  try {
    await context.migrate((migrated) => (done = { ...done, migrated }));
    await all(changed, (service) => acts.act(`start ${service.service}`, () => runtime.start(rollout, service)));
    let ready = 0;
    await all(changed, (service) =>
      acts.act(`ready ${service.service}`, async () => {
        await runtime.waitUntilReady(rollout, service, watch);
        acts.progress(`ready ${++ready} of ${changed.length}`);
        return null;
      }),
    );
    await acts.act("switch", async () => {
      // Inside the act: whoever resumes behind the switch completes the deployment, also when he is told to cancel it.
      watch.signal.throwIfAborted();
      await runtime.switchTo(rollout);
      return null;
    });
    done = { ...done, switched: true };
    // At the real entry point: the runtime's own word is no proof. Draining goes on since the switch; nothing is stopped before this.
    const seen = await acts.act("verify", () => runtime.verify(rollout, completing));
    const drained = await acts.act("drain", () => runtime.drain(rollout, completing));
    evidence = { seen, drained };
  } catch (cause) {
    return giveUp(cause, done, context, completing);
  }
  await closeDeployment(opened, "live", { ...evidence, migrated: done.migrated }, context);
  const left = await acts.act("prune", () => pruned(rollout, context, completing));
  return { kind: "succeeded", note: summary(rollout, evidence.seen, left) };
}

interface Evidence {
  readonly seen: readonly Seen[];
  readonly drained: Drained;
}

const GIVE_UP = "give up";

interface GivenUp {
  readonly diagnosis: Problem;
  readonly done: Done;
  /** Whether somebody wished for it. */
  readonly cancelled: boolean;
}

interface Done {
  readonly migrated: Migrated;
  readonly switched: boolean;
}

/** The diagnosis is in the cause, collected before anything is taken back; then what served serves again, by the same path. */
async function giveUp(cause: unknown, { migrated, switched }: Done, context: DeployContext, watch: Watch): Promise<Outcome> {
  const { opened, runtime, acts, clock, stop, explained } = context;
  const { rollout, outgoing } = opened;
  const { applied, backups, breaking } = migrated;
  const diagnosis = toProblem(cause);
  if (diagnosis.code === "SEA-8101") throw cause;
  const { cancelled } = await acts.record(GIVE_UP, async () => ({
    result: { diagnosis, done: { migrated, switched }, cancelled: stop.aborted } satisfies GivenUp,
    events: [],
    batch: {},
  }));
  let verdict: Verdict = outgoing === undefined ? "failed" : "contained";
  let others = (diagnosis.others ?? []).map((other) => inRun(opened.deployment.run, other));
  let restored: readonly Seen[] = [];
  const forwardOnly = outgoing !== undefined && breaking.length > 0;
  if (forwardOnly) verdict = "degraded";
  try {
    // What served can't read the tables any more: behind the switch it would be worse than what serves now.
    if (!(forwardOnly && switched)) restored = await acts.act("restore", () => runtime.restore(rollout, watch));
  } catch (restoring) {
    verdict = "degraded";
    others = [...others, inRun(opened.deployment.run, toProblem(restoring))];
  }
  // Only now, when what served serves again; and whatever goes wrong with it, the diagnosis stands.
  const problem = inRun(opened.deployment.run, await explained(diagnosis, applied).catch(() => diagnosis));
  await closeDeployment(opened, verdict, { problem, restored, migrated }, { acts, clock });
  if ((cancelled || stop.aborted) && verdict !== "degraded") return { kind: "cancelled" };
  const facts = { release: releaseLabel(rollout.release), ...(outgoing === undefined ? {} : { serving: releaseLabel(outgoing) }) };
  if (forwardOnly) {
    const backup = Object.values(backups)[0];
    const at = { ...facts, databases: breaking, switched, ...(backup === undefined ? {} : { backup }) };
    return { kind: "failed", problem: failure("SEA-5322", at, { others: [problem, ...others] }).problem };
  }
  return {
    kind: "failed",
    problem: verdict === "degraded" ? failure("SEA-5320", facts, { others: [problem, ...others] }).problem : { ...problem, others },
  };
}

/** A runtime says which service and instance; of which run that is, only the engine knows. */
function inRun(run: number, problem: Problem): Problem {
  return problem.where === undefined ? problem : { ...problem, where: `run ${runLabel(run)} › rollout › ${problem.where}` };
}

/** What could not be stopped is a warning, never a failed deployment. */
async function pruned(rollout: Rollout, { runtime, pruneArtifacts }: DeployContext, watch: Watch): Promise<string | null> {
  try {
    await runtime.prune(rollout, watch);
    await pruneArtifacts();
    return null;
  } catch (error) {
    const { code, sentence } = toProblem(error);
    if (code === "SEA-8101") throw error;
    return sentence;
  }
}

function summary({ services, release, deployment }: Rollout, seen: readonly Seen[], left: string | null): string {
  const verified = seen.filter(({ as }) => as === "verified").length;
  const how =
    verified === seen.length
      ? "seen serving"
      : verified === 0
        ? "reached"
        : `seen serving or reached (${seen.length - verified} without a health path)`;
  const warning = left === null ? "" : ` · not stopped: ${left}`;
  return `${releaseLabel(release)} as ${deploymentLabel(deployment)}: ${seen.length} of ${services.filter(({ port }) => port !== undefined).length} services ${how}${warning}`;
}

const all = <Result>(services: readonly ServiceVersion[], each: (service: ServiceVersion) => Promise<Result>): Promise<Result[]> =>
  settleAll(services.map(each));

/** The first failure with the others beside it, but only when all have ended: a restore must not meet a start that is still under way. */
async function settleAll<Result>(promises: readonly Promise<Result>[]): Promise<Result[]> {
  const settled = await Promise.allSettled(promises);
  const [first, ...more] = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const others = more.flatMap((one) => (one instanceof SeawayError ? [one.problem] : []));
  if (first instanceof SeawayError && others.length > 0) throw new SeawayError({ ...first.problem, others }, first);
  return Promise.all(promises);
}
