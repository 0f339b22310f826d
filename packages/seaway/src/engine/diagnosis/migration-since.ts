import type { Case, Explanation } from "./case.ts";

/** How PostgreSQL, SQLite and MySQL say that a table or a column is not there. */
const MISSING = [
  /column "?([\w.]+)"? (?:of relation "?\w+"? )?does not exist/i,
  /relation "?([\w.]+)"? does not exist/i,
  /no such (?:table|column): "?([\w.]+)"?/i,
  /(?:Unknown column|Table) '([\w.]+)'/,
];

/** The failure names a table or a column, and so does a migration that was applied since the last good deployment. */
export function migrationSince({ problem, migrations }: Case): Explanation | undefined {
  const told = [problem.sentence, problem.why ?? "", ...(problem.log ?? [])];
  const name = told.flatMap((line) => MISSING.flatMap((form) => form.exec(line)?.[1] ?? [])).at(-1);
  const bare = name?.split(".").at(-1);
  if (bare === undefined) return undefined;
  const found = migrations.find(({ sql }) => new RegExp(`\\b${bare}\\b`, "i").test(sql));
  if (found === undefined) return undefined;
  return {
    why: `${found.name} was applied to ${found.database} since the last good deployment, and it changes ${bare}`,
    remedy: `let the service and a further migration agree on ${bare}, then run \`seaway up\`; what was applied stays`,
  };
}
