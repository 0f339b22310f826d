import type { Ports } from "../../engine/ports/ports.ts";
import { EXIT } from "./exit-codes.ts";
import { cancelRun } from "./follow/cancel-run.ts";
import { presenterOf } from "./follow/presenter-of.ts";
import { runSource } from "./follow/run-source.ts";
import { watchRun, type Watched } from "./follow/watch-run.ts";
import { renderDetached, renderEnding } from "./render/ending.ts";
import type { Io } from "./terminal/io.ts";

export interface Followed {
  readonly environment: string;
  readonly environmentFlag: string;
  readonly typicalMs?: number | undefined;
}

/**
 * Shows a run until it ends or is left, then says how the world stands.
 * @returns the command's exit code: the run's own, 130 or 143 where it was stopped from here, 0 where it was left running with `d`
 */
export async function followRun(ports: Ports, run: number, { environment, environmentFlag, typicalMs }: Followed, io: Io): Promise<number> {
  const source = runSource(run, ports);
  try {
    const watching = { run, environment, source, cancel: () => cancelRun(ports.project, run) };
    return end(await watchRun(watching, presenterOf(io, { typicalMs }), io), environmentFlag, io);
  } finally {
    source.close();
  }
}

function end({ view, left, stoppedBy }: Watched, environmentFlag: string, io: Io): number {
  const interrupted = stoppedBy === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
  if (left === "detached") {
    io.err(renderDetached(view));
    return stoppedBy === undefined ? EXIT.done : interrupted;
  }
  const succeeded = view.exitCode === 0;
  if (io.screen.mode !== "json" && !(io.screen.mode === "quiet" && succeeded)) {
    io.err(renderEnding(view, { environmentFlag, verbose: io.screen.verbose, columns: io.size().columns }, io.style));
  }
  const url = view.world?.urls[0];
  if (succeeded && view.verb !== "destroy" && view.verb !== "test" && url !== undefined && io.screen.mode !== "json") io.out(url);
  if (stoppedBy !== undefined && view.state === "cancelled") return interrupted;
  return view.exitCode ?? EXIT.internal;
}
