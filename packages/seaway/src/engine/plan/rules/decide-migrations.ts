import { failure } from "../../../model/errors/failure.ts";
import { pendingOf, type Migration, type MigrationPart } from "../../../model/migration.ts";
import type { Action, Change, Reason } from "../../../model/plan.ts";
import type { Draft, Rule } from "../draft.ts";
import { databaseNode, nameOf } from "../settings.ts";
import type { PlanNode, Worlds } from "../worlds.ts";

/** A database is brought forward by what was not applied to it yet: what it says itself counts, not what was recorded elsewhere. */
export const decideMigrations: Rule = (draft, worlds) => {
  for (const node of draft.graph.vertices.values()) {
    if (node.family === "migration") draft.changes.set(node.id, decide(node, draft, worlds));
  }
};

function decide(node: PlanNode, { changes, warnings }: Draft, { applied, serving, definition }: Worlds): Change {
  const name = nameOf(node.id);
  const desired = node.desired as unknown as Migration;
  const database = definition.databases.find((other) => other.name === name);
  const remade = REMADE.has(changes.get(databaseNode(name))?.action ?? "create");
  // A server that is down can't be asked; then what serves was brought as far as its release says.
  const known: readonly MigrationPart[] = remade ? [] : (applied.get(name) ?? serving?.migrations?.[name]?.parts ?? []);
  const pending = pendingOf(desired, known);
  if (database?.migrate !== undefined && !("command" in database.migrate)) refuseChanged(name, pending, known);
  if (pending.length > 0 && database?.compatible === false && !remade) {
    warnings.push(`the migrations of ${name} don't suit what serves: ${name} is backed up first, and nothing is restored after them`);
  }
  return {
    ...{ node: node.id, kind: "migration", stage: "rollout", losesData: false },
    action: pending.length > 0 ? "run" : "same",
    reasons: reasonsOf(pending, known),
    desired: node.desired as never,
  };
}

const REMADE: ReadonlySet<Action> = new Set(["create", "recreate"]);

/** What was applied stays applied: another text under its name would never run, and the tables would not be what it says. */
function refuseChanged(database: string, pending: readonly MigrationPart[], known: readonly MigrationPart[]): void {
  const changed = pending.find(({ name }) => known.some((one) => one.name === name));
  if (changed !== undefined) throw failure("SEA-3117", { file: changed.name, database });
}

function reasonsOf(pending: readonly MigrationPart[], known: readonly MigrationPart[]): readonly Reason[] {
  return pending.map(({ name }) => ({
    text: known.some((one) => one.name === name) ? `what ${name} reads has changed` : `${name} was not applied yet`,
  }));
}
