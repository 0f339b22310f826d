import type { Database } from "../database.ts";
import { databaseProperties } from "../database.ts";
import type { DatabaseDefinition } from "../definition.ts";
import { readProps } from "../properties/property.ts";
import type { Notes } from "./spot.ts";

export function readDatabase(database: Database, notes: Notes): DatabaseDefinition {
  const spot = { notes, node: `database ${database.node}`, property: "", site: database.site, argument: 1, path: [] };
  const { engine = "postgres", version = "", name, compatible, ...rest } = readProps(databaseProperties, database.props, spot);
  return {
    ...{ name: database.node, engine, version, databaseName: name ?? database.node, ...rest },
    ...(compatible === false ? { compatible } : {}),
  };
}
