import { failure } from "../../model/errors/failure.ts";
import type { Migration } from "../../model/migration.ts";
import type { Plan } from "../../model/plan.ts";
import type { Json } from "../../std/json.ts";
import { mustHave } from "../../std/must-have.ts";
import { migrationNode } from "../plan/settings.ts";
import type { Ports } from "../ports/ports.ts";

/** What a new release keeps of its migrations: the parts that the plan showed, with their texts. @throws SEA-8402 when a file is another one by now */
export async function releasedMigrations(
  { id, definition, changes }: Plan,
  { provider }: Ports,
): Promise<{ readonly migrations?: Readonly<Record<string, Migration>> }> {
  const entries = definition.databases.flatMap((database) => {
    const change = changes.find(({ node }) => node === migrationNode(database.name));
    return change === undefined ? [] : [{ database, planned: change.desired as unknown as Migration }];
  });
  if (entries.length === 0) return {};
  const released = entries.map(async ({ database, planned }): Promise<[string, Migration]> => {
    if (database.migrate === undefined || "command" in database.migrate) return [database.name, planned];
    const kind = mustHave(provider.resources[provider.kinds.database[database.engine] ?? ""], database.engine);
    const files = (await kind.migrationFiles?.(database as unknown as Json)) ?? [];
    const sql = Object.fromEntries(files.map((file) => [file.digest, file.sql]));
    const moved = planned.parts.filter(({ digest }) => sql[digest] === undefined);
    if (moved.length > 0) throw failure("SEA-8402", { plan: id, moved: moved.map(({ name }) => `${name} changed`) });
    return [database.name, { ...planned, sql }];
  });
  return { migrations: Object.fromEntries(await Promise.all(released)) };
}
