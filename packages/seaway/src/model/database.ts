import { callSite } from "./call-site.ts";
import { migrations } from "./properties/migrations.ts";
import { oneOf } from "./properties/one-of.ts";
import { projectPath } from "./properties/project-path.ts";
import { property, type PropsOf } from "./properties/property.ts";
import { text } from "./properties/text.ts";
import { referencesTo, type Reference } from "./reference.ts";
import { refusingText } from "./refusing-text.ts";
import { yesOrNo } from "./properties/yes-or-no.ts";

export const databaseProperties = {
  engine: property(oneOf("postgres"), {
    doc: "What the database runs on.",
    example: '"postgres"',
    required: true,
  }),
  version: property(text(/^[1-9][0-9]?$/, 'a major version as a text, such as "18"'), {
    doc: "Major version of the engine.",
    example: '"18"',
    default: "18",
  }),
  name: property(text(/^[a-z_][a-z0-9_-]{0,62}$/, "a name of at most 63 lower-case letters, digits, _ and -"), {
    doc: "Name of the database inside its server.",
    example: '"users"',
    otherwise: "the name of the node",
  }),
  schema: property(projectPath("file"), {
    doc: "SQL file that makes the tables. It runs once, when the database is created.",
    example: '"database/schema.sql"',
  }),
  seed: property(projectPath("file"), {
    doc: "SQL file with first rows. It runs once, after the schema, and never on a redeploy.",
    example: '"database/seed.sql"',
  }),
  migrate: property(migrations, {
    doc: "What brings its tables forward before a release starts: SQL files, or a command of a service. Each is applied once, and never taken back.",
    example: '{ files: "database/migrations" }',
  }),
  compatible: property(yesOrNo, {
    doc: "Whether the serving release can work on what the migrations make. With `false` a backup is made before them, and nothing is restored after them.",
    example: "false",
    default: true,
  }),
};

export type DatabaseProps = PropsOf<typeof databaseProperties>;

const REFERENCES = ["uri", "host", "port", "user", "password", "name"] as const;

/** A database of the project; its properties are how services find it. `name` is the one inside the server, `node` the one in the project. */
export interface Database extends Readonly<Record<Exclude<(typeof REFERENCES)[number], "name">, Reference>> {
  readonly kind: "database";
  readonly name: Reference;
  readonly node: string;
  readonly props: DatabaseProps;
  readonly site: string;
}

/** Describes a database. It belongs to the project as soon as a setting refers to it, or when the project lists it. */
export function database(name: string, props: DatabaseProps): Database {
  const bare = { kind: "database", node: name, props, site: callSite() } as unknown as Database;
  const made = refusingText(bare, `database ${name}`, `pass one of its properties, for example ${name}.uri`);
  return Object.freeze(Object.assign(made, referencesTo(made, REFERENCES)));
}
