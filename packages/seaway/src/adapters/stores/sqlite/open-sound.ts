import { statSync } from "node:fs";
import { failure } from "../../../model/errors/failure.ts";
import { openDatabase, type Database } from "./database.ts";
import { prepareFile } from "./prepare-file.ts";
import { APPLICATION_ID, applicationOf, migrate, steps, versionOf } from "./schema.ts";
import { soundnessOf } from "./soundness.ts";

/** A check of the whole structure costs 0.6 ms a MiB: up to here every opening can afford it. Beyond, rows and pages are checked as they are read. */
const CHECKED_BYTES = 16 * 1024 * 1024;

/**
 * Opens the store for reading, makes it where there is none and brings an older one forward.
 * @throws SEA-8001 when it is cut off, SEA-8002 when it is damaged or no store, SEA-8003 when a newer Seaway wrote it.
 */
export function openSound(file: string): Database {
  prepareFile(file);
  const soundness = soundnessOf(file);
  if (soundness === "cut off") throw failure("SEA-8001", { file });
  if (soundness === "not a database") throw failure("SEA-8002", { file, what: "it is not a database" });
  const database = openDatabase(file);
  try {
    if (applicationOf(database.raw) !== APPLICATION_ID) throw failure("SEA-8002", { file, what: "it is not a store of Seaway's" });
    const found = versionOf(database.raw);
    if (found > steps.length) throw failure("SEA-8003", { file, found, known: steps.length });
    if (statSync(file).size <= CHECKED_BYTES) checkStructure(file, database);
    if (found < steps.length) migrate(database.raw);
    database.raw.exec("pragma query_only = on");
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function checkStructure(file: string, database: Database): void {
  const verdict = database.raw.prepare("pragma quick_check(1)").get()?.["quick_check"];
  if (verdict !== "ok") throw failure("SEA-8002", { file, what: String(verdict) });
}
