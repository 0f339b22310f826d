import { writeSync } from "node:fs";
import { join } from "node:path";
import { evaluateConfig } from "../../../src/adapters/config/evaluate-config.ts";
import { readCommit } from "../../../src/adapters/sources/read-commit.ts";
import { openEnginePorts, openPorts } from "../../../src/compose.ts";
import { rollbackRequest } from "../../../src/engine/operations/find-release.ts";
import { plan } from "../../../src/engine/operations/plan.ts";
import { requestRun } from "../../../src/engine/operations/request-run.ts";
import { run } from "../../../src/engine/operations/run.ts";
import type { PlanRequest } from "../../../src/engine/plan/observe.ts";
import type { Ports } from "../../../src/engine/ports/ports.ts";
import type { Batch } from "../../../src/engine/ports/store.ts";
import { inEnvironment } from "../../../src/model/in-environment.ts";

/*
 * An engine that kills itself, in the place of the real one: PROJECT_FOLDER WISH. It plans and asks for a run, or goes on with one, by the
 * very code that `seaway up` runs; around the store's `write` stands what kills it. On standard output it tells the run's number, and then each
 * boundary, one a line: `before NAME`, where nothing of the write has happened, and `after NAME`, where it is durable and nothing was begun because of it.
 */
export interface Wish {
  /** The run to go on with; absent: a new one. */
  readonly run?: number;
  /** It dies at the first of these that it comes to, or at the boundary of this number, counted from 1. */
  readonly dieAt?: readonly string[] | number;
  /** A new run goes back to what served before; absent: it is an `up`. */
  readonly rollback?: boolean;
  /** A negative control: it does not hear of the acts that an earlier engine began or finished. */
  readonly forget?: boolean;
}

const [folder = "", text = "{}"] = process.argv.slice(2);
const wish = JSON.parse(text) as Wish;
const opened = await openPorts(folder);
const number = wish.run ?? (await ask(opened));
await opened.store.close();
writeSync(1, `${number}\n`);

const ports = await openEnginePorts(opened.project, number);
// Whoever holds the store (the journal, the secrets) calls its methods by name, so they all meet these.
Object.assign(ports.store, {
  write: mortal(ports.store.write),
  ...(wish.forget === true ? { events: forgetful(ports.store.events) } : {}),
});
process.exitCode = await run(number, new AbortController().signal, ports);
await ports.store.close();

async function ask(asking: Ports): Promise<number> {
  const definition = inEnvironment(await evaluateConfig(join(folder, "seaway.config.ts")), "local");
  const request: PlanRequest =
    wish.rollback === true
      ? await rollbackRequest({ release: undefined, environment: "local" }, asking)
      : { verb: "up", environment: "local", definition, commit: await readCommit(folder), allowDestroy: [] };
  const asked = { because: "seaway up", allowDestroy: [], folder, lockTimeoutMs: 60_000 };
  return requestRun(await plan(request, asking), asked, asking);
}

function mortal(write: Ports["store"]["write"]): Ports["store"]["write"] {
  let passed = 0;
  const pass = (boundary: string): void => {
    writeSync(1, `${boundary}\n`);
    passed += 1;
    const { dieAt = [] } = wish;
    if (typeof dieAt === "number" ? passed === dieAt : dieAt.includes(boundary)) process.kill(process.pid, "SIGKILL");
  };
  return async (batch, fence) => {
    const name = nameOf(batch);
    pass(`before ${name}`);
    await write(batch, fence);
    pass(`after ${name}`);
  };
}

/** What a write is about, the same in every run: `act.intended database.users initdb`. */
function nameOf({ events, nodes, secret }: Batch): string {
  const names = (events?.events ?? []).map((event) => {
    const { type, step, act, note } = event as { type: string; step?: string; act?: string; note?: string };
    return [type, step, act, type === "step.progressed" ? note : undefined].filter((word) => word !== undefined).join(" ");
  });
  if (names.length > 0) return names.join(" + ");
  return secret === undefined ? `announce ${nodes?.put?.map(({ node }) => node).join(" ") ?? ""}` : `secret ${secret.name}`;
}

function forgetful(events: Ports["store"]["events"]): Ports["store"]["events"] {
  return async (run, after) => (await events(run, after)).filter(({ type }) => !type.startsWith("act."));
}
