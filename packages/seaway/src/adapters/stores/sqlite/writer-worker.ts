import { parentPort, workerData } from "node:worker_threads";
import { carryOut } from "./carry-out.ts";
import { openDatabase, toTrouble, type Database } from "./database.ts";
import type { Operation, Outcome } from "./operation.ts";

/** What the worker is told: a group to carry out, or that nothing follows. */
export type Request = { readonly group: readonly Operation[] } | { readonly close: true };

/** The thread that writes and waits for the disk, so that the main thread does not. One answer for each group, in order. */
const { file } = workerData as { readonly file: string };
const port = parentPort!;
let database: Database | undefined;

port.on("message", (request: Request) => {
  if ("close" in request) {
    database?.close();
    port.close();
    return;
  }
  port.postMessage(answer(request.group));
});

function answer(group: readonly Operation[]): readonly Outcome[] {
  try {
    database ??= openDatabase(file);
    return carryOut(database, group);
  } catch (thrown) {
    const trouble = toTrouble(thrown);
    if (trouble === undefined) throw thrown;
    return group.map(() => ({ kind: "broken", trouble }));
  }
}
