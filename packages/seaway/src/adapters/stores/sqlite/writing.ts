import { carryOut } from "./carry-out.ts";
import { openDatabase, toTrouble, type Database } from "./database.ts";
import type { Operation, Outcome } from "./operation.ts";

export interface Writing {
  /** Carries a group out and waits for the disk, blocking the thread that calls it. */
  carryOut(group: readonly Operation[]): readonly Outcome[];
  close(): void;
}

/** The connection that writes a store, opened with its first group. */
export function writing(file: string): Writing {
  let database: Database | undefined;
  return {
    carryOut(group) {
      try {
        database ??= openDatabase(file);
        return carryOut(database, group);
      } catch (thrown) {
        const trouble = toTrouble(thrown);
        if (trouble === undefined) throw thrown;
        return group.map(() => ({ kind: "broken", trouble }));
      }
    },
    close: () => database?.close(),
  };
}
