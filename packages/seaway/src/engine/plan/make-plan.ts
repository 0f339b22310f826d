import type { Change, Plan } from "../../model/plan.ts";
import { digestOf } from "../../std/digest.ts";
import { emptyDraft, type Draft, type Rule } from "./draft.ts";
import { addDesired } from "./rules/add-desired.ts";
import { addOrphans } from "./rules/add-orphans.ts";
import { connectRefs } from "./rules/connect-refs.ts";
import { decideMigrations } from "./rules/decide-migrations.ts";
import { decideResources } from "./rules/decide-resources.ts";
import { decideServices } from "./rules/decide-services.ts";
import { decideTasks } from "./rules/decide-tasks.ts";
import { protectData } from "./rules/protect-data.ts";
import { refuseCycles } from "./rules/refuse-cycles.ts";
import { warnOfLimits } from "./rules/warn-of-limits.ts";
import { toSteps } from "./to-steps.ts";
import type { Worlds } from "./worlds.ts";

/*
 * Three worlds go in at the top, a plan comes out at the bottom. Whether, what and why is decided here, by one rule a file; nothing is
 * read and nothing is done: reading is `observe.ts`, doing is `engine/run/`.
 */
const rules: readonly Rule[] = [
  addDesired, // a node for each database, migration, volume, build and service that the config names
  addOrphans, // recorded and no longer desired: candidates for deletion
  connectRefs, // users.uri makes backend wait for users
  decideResources, // asks each kind for its diff
  decideTasks, // looks for each result in the cache
  decideMigrations, // asks what was not applied yet
  decideServices, // compares what runs with what should
  warnOfLimits, // what can't be kept here is said before it is missed
  protectData, // what holds data goes only when it is named
  refuseCycles, // last, because a rule above may close a ring
];

export async function makePlan(worlds: Worlds, madeAtMs: number): Promise<Plan> {
  const draft = emptyDraft();
  for (const rule of rules) rule(draft, worlds);
  return toPlan(draft, worlds, madeAtMs);
}

async function toPlan(draft: Draft, worlds: Worlds, madeAtMs: number): Promise<Plan> {
  const { verb, environment, definition, commit, selection, whole, source } = worlds;
  const changes = [...draft.changes.values()];
  const steps = toSteps(draft, worlds);
  const { needsDecision, kept, missingSecrets, warnings } = draft;
  const fingerprint = await digestOf({ verb, environment, definition, source: source ?? null, steps, decided: changes.map(decision) });
  return {
    v: 1,
    id: `p-${fingerprint.slice(0, 4)}`,
    fingerprint,
    project: definition.name,
    verb,
    environment,
    commit,
    definition,
    changes,
    steps,
    needsDecision,
    kept,
    missingSecrets,
    warnings,
    ...(selection === undefined ? {} : { selection }),
    ...(whole === undefined ? {} : { whole }),
    ...(source === undefined ? {} : { source }),
    madeAtMs,
  };
}

/** What of a change was approved: what is done, to what, from which inputs. A reason may be worded anew without making the plan stale. */
const decision = ({ node, action, key, desired }: Change) => ({ node, action, key, desired });
