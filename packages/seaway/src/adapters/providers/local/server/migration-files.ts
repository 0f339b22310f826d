import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseDefinition } from "../../../../model/definition.ts";
import { failure } from "../../../../model/errors/failure.ts";
import type { MigrationPart } from "../../../../model/migration.ts";
import { digest } from "../../../../std/digest.ts";

/** 2 before 10, whatever the language of the machine. */
const byNumber = new Intl.Collator("en", { numeric: true });

/** Sections of dbmate and goose: the file holds the way back as well. */
const BOTH_WAYS = /^--\s*(?:migrate:down|\+goose\s+down)\b/im;

/** The SQL files that `migrate` names, in the order in which they are applied; `*.down.sql` are ways back, and none of ours. */
export async function migrationFiles(
  projectFolder: string,
  { migrate }: Pick<DatabaseDefinition, "migrate">,
): Promise<readonly (MigrationPart & { readonly sql: string })[]> {
  if (migrate === undefined || "command" in migrate) return [];
  return Promise.all(
    namesOf(projectFolder, migrate.files).map(async (name) => {
      const sql = readSql(join(projectFolder, name), name);
      return { name, digest: `sha256:${await digest(sql)}`, sql };
    }),
  );
}

function namesOf(projectFolder: string, files: string | readonly string[]): readonly string[] {
  if (typeof files !== "string") return files;
  const names = readdirSync(join(projectFolder, files)).filter((name) => name.endsWith(".sql") && !name.endsWith(".down.sql"));
  return names.toSorted(byNumber.compare).map((name) => (files === "." ? name : `${files}/${name}`));
}

function readSql(path: string, name: string): string {
  let sql: string;
  try {
    sql = readFileSync(path, "utf8");
  } catch (cause) {
    throw failure("SEA-3118", { file: name, what: (cause as Error).message }, { cause });
  }
  if (BOTH_WAYS.test(sql)) throw failure("SEA-3118", { file: name, what: "it holds the way back as well" });
  return sql;
}
