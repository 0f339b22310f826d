import { failure } from "../../model/errors/failure.ts";
import { foldAll } from "../../model/events/fold.ts";
import type { RunView } from "../../model/events/run-view.ts";
import type { Ports } from "../../engine/ports/ports.ts";
import { isOver } from "../../model/lights.ts";
import { runLabel } from "../../model/numbers.ts";
import { stateLine } from "../../model/state-line.ts";
import { cancelRun } from "./follow/cancel-run.ts";
import { followEvents } from "./follow/follow-events.ts";
import { runSource } from "./follow/run-source.ts";
import type { Run } from "./invocation.ts";
import { openRecords } from "./project.ts";
import { parseRunNumber } from "./run-number.ts";

/** Ends a run safely, waits until it has ended, and says what serves. */
export const run: Run = async ({ args, flags }, io) => {
  const number = parseRunNumber(args[0] ?? "", "RUN");
  const ports = await openRecords(flags);
  if (ports === undefined || (await ports.store.run(number)) === undefined) throw failure("SEA-8404", { run: number });
  if (isOver(foldAll(await ports.store.events(number)))) throw failure("SEA-1205", { run: runLabel(number) });

  await cancelRun(ports.project, number);
  const view = await untilOver(number, ports);
  if (io.screen.mode === "json") io.out(JSON.stringify({ v: 1, run: number, outcome: view.state, world: view.world }));
  else {
    const ended =
      view.state === "cancelled" ? `${runLabel(number)} was cancelled.` : `${runLabel(number)} had come to its end: ${view.state}.`;
    io.err(`${ended} ${stateLine({ ...view, changed: true })}`);
  }
  return 0;
};

async function untilOver(run: number, ports: Ports): Promise<RunView> {
  const source = runSource(run, ports);
  try {
    return foldAll(await Array.fromAsync(followEvents(run, source, new AbortController().signal)));
  } finally {
    source.close();
  }
}
