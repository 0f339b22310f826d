import { failure } from "../../model/errors/failure.ts";
import type { Ports } from "../ports/ports.ts";
import type { FoundDatabase } from "./find-database.ts";

/** What a database holds at one moment, into a file; the application goes on meanwhile. @throws SEA-3115, and what its kind says */
export async function backup(
  { name, node, kind, observed }: FoundDatabase,
  environment: string,
  file: string,
  { project }: Ports,
): Promise<void> {
  if (kind.backup === undefined || observed === undefined) throw failure("SEA-3115", { database: name, environment });
  await kind.backup({ project, environment, node: node.node }, node, file);
}
