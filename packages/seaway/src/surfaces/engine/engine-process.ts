import { serveControl } from "../../adapters/control/serve-control.ts";
import { openEnginePorts } from "../../compose.ts";
import { run } from "../../engine/operations/run.ts";
import { engineSocket } from "./engine-files.ts";

/*
 * The engine as a process of its own: argv is the project's id and the number of a run that was asked for. It carries the run out, is
 * steered through its control socket, and is followed through the store; nobody reads its output.
 */
const [projectId = "", number = "", flag] = process.argv.slice(2);
const stop = new AbortController();
if (flag === "--cancel") stop.abort(new Error("cancelled"));

// A closed terminal is no reason to stop; TERM is a wish to end safely.
process.on("SIGHUP", () => undefined);
process.on("SIGTERM", () => stop.abort(new Error("terminated")));

const control = await serveControl(engineSocket(projectId, Number(number)), {
  cancel: async () => {
    stop.abort(new Error("cancelled"));
  },
});
const ports = await openEnginePorts(projectId, Number(number));
try {
  process.exitCode = await run(Number(number), stop.signal, ports);
} finally {
  await ports.store.close();
  await control?.close();
}
