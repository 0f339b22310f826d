import { existsSync, readFileSync } from "node:fs";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Acts, NodeIdentity } from "../../../../engine/ports/provider.ts";
import type { CommandResult } from "../../../../engine/ports/connection.ts";
import type { Json } from "../../../../std/json.ts";
import type { DatabaseDefinition, ServiceDefinition } from "../../../../model/definition.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { DEFAULT_TESTS } from "../../../../model/properties/tests.ts";
import type { TestResult } from "../../../../model/suite-report.ts";
import { formatDuration } from "../../../../std/duration.ts";
import { readJunit } from "../../../reports/junit.ts";
import type { LocalWorld } from "../local-world.ts";
import { readStand, removeStand, standFolder } from "./leftover-stands.ts";
import { prepareStand } from "./prepare-stand.ts";
import type { StandTrouble } from "./stand/instructions.ts";

export interface Stand {
  readonly world: LocalWorld;
  readonly identity: NodeIdentity;
  readonly service: ServiceDefinition;
  /** All services of the project: the copy is complete. */
  readonly services: readonly ServiceDefinition[];
  readonly databases: readonly DatabaseDefinition[];
  /** Outputs of each build. */
  readonly upstream: Readonly<Record<string, Json>>;
  /** Of the act, unique in the step. */
  readonly name: string;
  readonly only: readonly string[];
}

export interface StandRun {
  readonly code: number;
  readonly results: readonly TestResult[];
  readonly tail: readonly string[];
  readonly coverage?: number;
  readonly notes: readonly string[];
  readonly junit: string;
}

/** Files that a suite's run leaves in its attempt's folder. */
const KEPT = ["junit.xml", "coverage.json", "trouble.json", "logs"] as const;

/**
 * One run of a suite in a stand of its own. A resumed engine finds the stand by the act's token and attaches to its command.
 * @throws SEA-4204, SEA-4205, SEA-4206
 */
export async function runStand(stand: Stand, acts: Acts): Promise<StandRun> {
  const { world, service, name } = stand;
  const { timeoutMs } = service.test || DEFAULT_TESTS;
  const kept = join(acts.folder, name);
  const result = await acts.act(name, async (token) => {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const { code, tail, log } = await carryOut(stand, acts, AbortSignal.any([acts.signal, limit]), token);
      mkdirSync(kept, { recursive: true, mode: 0o700 });
      for (const file of KEPT) {
        const made = join(standFolder(world, token), "results", file);
        if (existsSync(made)) cpSync(made, join(kept, file), { recursive: true });
      }
      return { code, tail: [...tail], log };
    } catch (thrown) {
      if (limit.aborted && !acts.signal.aborted)
        throw failure("SEA-4205", { service: service.name, limit: formatDuration(timeoutMs) }, { cause: thrown });
      throw thrown;
    } finally {
      await removeStand(world, token);
    }
  });
  const trouble = readJson<StandTrouble>(join(kept, "trouble.json"));
  if (trouble) throw failure("SEA-4206", { service: service.name, part: trouble.part, what: trouble.what }, { log: trouble.tail });
  const junit = join(kept, "junit.xml");
  // pytest that dies on its way leaves no report; then its code and its last lines say what there is to say.
  const results = existsSync(junit) || result.code === 0 ? (await readJunit(junit)).results : [];
  const measured = readJson<{ readonly percent: number; readonly pytest: string }>(join(kept, "coverage.json"));
  return {
    code: result.code,
    tail: result.tail,
    results,
    junit,
    notes: measured === undefined ? [] : [`ran with pytest ${measured.pytest}`],
    ...(measured === undefined ? {} : { coverage: Math.round(measured.percent * 10) / 10 }),
  };
}

async function carryOut(stand: Stand, acts: Acts, signal: AbortSignal, token: string): Promise<CommandResult> {
  const { world } = stand;
  const folder = join(acts.folder, `${stand.name}-command`, token);
  const known = readStand(world, token);
  // What was begun is attached to; its instructions went with the engine that gave them.
  const command =
    known && existsSync(join(folder, "launch")) ? { argv: [], cwd: "/", env: {} } : await prepareStand(stand, acts, token, folder);
  const result = await world.connection.run(command, { folder, signal });
  if (result.cancelled) signal.throwIfAborted();
  return result;
}

function readJson<Value>(file: string): Value | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Value) : undefined;
}
