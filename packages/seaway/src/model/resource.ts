import type { Database } from "./database.ts";
import type { Service } from "./service.ts";

/** What a reference can lead to. */
export type Resource = Service | Database;

export const isResource = (value: unknown): value is Resource =>
  typeof value === "object" && value !== null && "kind" in value && (value.kind === "service" || value.kind === "database");
