import { failure } from "../../model/errors/failure.ts";
import { engineLives } from "../engine/engine-files.ts";
import { isOver } from "../../model/lights.ts";
import { settledNow } from "../../engine/operations/settled-now.ts";
import { foldAll } from "../../model/events/fold.ts";
import type { Ports } from "../../engine/ports/ports.ts";
import type { Flags, Run } from "./invocation.ts";
import type { Io } from "./terminal/io.ts";
import { openRecords } from "./project.ts";
import { renderDeployment } from "./render/deployment.ts";
import { renderHistory, type HistoryRow } from "./render/history.ts";

export const run: Run = async ({ args, flags }, io) => {
  if (args[0] !== undefined) return showDeployment(args[0], flags, io);
  const limit = limitOf(flags);
  const ports = await openRecords(flags);
  const rows = ports === undefined ? [] : await historyOf(ports, flags.text("env"), limit);
  if (io.screen.mode === "json") io.out(JSON.stringify({ v: 1, runs: rows.map(({ view, ...rest }) => ({ ...view, ...rest })) }));
  else io.out(renderHistory(rows, io.now(), io.outStyle));
  return 0;
};

/** `d-91`, with its evidence. @throws SEA-5346 */
async function showDeployment(word: string, flags: Flags, io: Io): Promise<number> {
  const number = Number(/^d-([1-9]\d*)$/.exec(word)?.[1]);
  const ports = await openRecords(flags);
  const found = (await ports?.store.deployments())?.find((other) => other.number === number);
  if (ports === undefined || found === undefined) throw failure("SEA-5346", { wanted: word });
  const observed = await ports.runtime.observe({ project: ports.project, environment: found.environment, fence: 0 });
  const deployment = settledNow([found], observed) ?? found;
  io.out(io.screen.mode === "json" ? JSON.stringify({ v: 1, deployment }) : renderDeployment(deployment, io.now(), io.outStyle));
  return 0;
}

/** @param environment absent: all of them */
async function historyOf({ project, store }: Ports, environment: string | undefined, limit: number): Promise<readonly HistoryRow[]> {
  const filter = { limit, ...(environment === undefined ? {} : { environment }) };
  const [runs, deployments] = await Promise.all([store.runs(filter), store.deployments(environment === undefined ? {} : { environment })]);
  return Promise.all(
    runs.map(async ({ number, requestedAtMs, user, environment, verb, because, plan }): Promise<HistoryRow> => {
      const view = { ...foldAll(await store.events(number)), run: number, environment, verb, because, plan };
      const release = deployments.find((deployment) => deployment.run === number)?.release ?? view.release;
      const interrupted = !isOver(view) && !engineLives(project, number);
      return { view, requestedAtMs, user, interrupted, ...(release === undefined ? {} : { release }) };
    }),
  );
}

function limitOf(flags: Flags): number {
  const text = flags.text("limit") ?? "20";
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw failure("SEA-1003", { flag: "--limit", value: text, expected: "a number from 1" });
  return limit;
}
