import { parentPort, workerData } from "node:worker_threads";
import type { Operation } from "./operation.ts";
import { writing } from "./writing.ts";

/** What the worker is told: a group to carry out, or that nothing follows. */
export type Request = { readonly group: readonly Operation[] } | { readonly close: true };

/** The thread that writes and waits for the disk, so that the main thread does not. One answer for each group, in order. */
const { file } = workerData as { readonly file: string };
const port = parentPort!;
const { carryOut, close } = writing(file);

port.on("message", (request: Request) => {
  if ("close" in request) {
    close();
    port.close();
    return;
  }
  port.postMessage(carryOut(request.group));
});
