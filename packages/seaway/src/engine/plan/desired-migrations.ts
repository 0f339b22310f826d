import type { DatabaseDefinition, ProjectDefinition } from "../../model/definition.ts";
import type { Migration } from "../../model/migration.ts";
import type { NodeId } from "../../model/numbers.ts";
import { digestOf } from "../../std/digest.ts";
import { mustHave } from "../../std/must-have.ts";
import type { Json } from "../../std/json.ts";
import type { Provider } from "../ports/provider.ts";
import { buildNode } from "./settings.ts";
import type { ObservedTask } from "./worlds.ts";

/** What each database of the project has to be brought to: texts of SQL files included, which a plan leaves out and a release keeps. */
export async function desiredMigrations(
  { databases, services }: ProjectDefinition,
  provider: Provider,
  tasks: ReadonlyMap<NodeId, ObservedTask>,
): Promise<ReadonlyMap<string, Migration>> {
  const migrated = databases.filter(({ migrate }) => migrate !== undefined);
  const entries = migrated.map(async (database): Promise<[string, Migration]> => {
    const { migrate } = database;
    if (migrate === undefined || !("command" in migrate)) return [database.name, await filesOf(database, provider)];
    const { service, command, files = services.find(({ name }) => name === service)?.path ?? "." } = migrate;
    const { inputs } = mustHave(tasks.get(buildNode(service)), buildNode(service));
    const prefix = files === "." ? "file " : `file ${files}/`;
    const read = Object.fromEntries(Object.entries(inputs).filter(([name]) => name.startsWith(prefix)));
    return [database.name, { parts: [{ name: command.join(" "), digest: `sha256:${await digestOf({ command, files: read })}` }] }];
  });
  return new Map(await Promise.all(entries));
}

async function filesOf(database: DatabaseDefinition, { resources, kinds }: Provider): Promise<Migration> {
  const kind = mustHave(resources[kinds.database[database.engine] ?? database.engine], database.engine);
  const files = (await kind.migrationFiles?.(database as unknown as Json)) ?? [];
  return {
    parts: files.map(({ name, digest }) => ({ name, digest })),
    sql: Object.fromEntries(files.map(({ digest, sql }) => [digest, sql])),
  };
}
