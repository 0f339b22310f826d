import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Acts, NodeIdentity } from "../../../../engine/ports/provider.ts";
import type { Command, CommandResult } from "../../../../engine/ports/connection.ts";
import type { Json } from "../../../../std/json.ts";
import type { DatabaseDefinition, ServiceDefinition } from "../../../../model/definition.ts";
import { failure } from "../../../../model/errors/failure.ts";
import { DEFAULT_TESTS } from "../../../../model/properties/tests.ts";
import type { TestResult } from "../../../../model/suite-report.ts";
import { formatDuration } from "../../../../std/duration.ts";
import { readJunit } from "../../../reports/junit.ts";
import { inspect } from "../../../connections/local/job-folder.ts";
import type { LocalWorld } from "../local-world.ts";
import { readStand, recordStand, removeStand, standFolder } from "./leftover-stands.ts";
import { asksForPytest } from "./overlay.ts";
import { prepareStand } from "./prepare-stand.ts";
import { standFailure } from "./stand-failure.ts";
import { countTests } from "./suite-counter.ts";
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

/** Written by `run-pytest.py`. */
interface Measured {
  readonly percent?: number;
  readonly pytest: string;
  /** Whether its pytest came with the overlay. */
  readonly lent: boolean;
}

/** Files that a suite's run leaves in its attempt's folder. */
const KEPT = ["junit.xml", "measured.json", "trouble.json", "logs"] as const;

/**
 * One run of a suite in a stand of its own. A resumed engine finds the stand by the act's token and attaches to its command.
 * @throws SEA-4204, SEA-4205, SEA-4206
 */
export async function runStand(stand: Stand, acts: Acts): Promise<StandRun> {
  const { world, service, name } = stand;
  const kept = join(acts.folder, `${name}-results`);
  const result = await acts.act(name, async (token) => {
    try {
      const { code, tail, log } = await carryOut(stand, acts, token);
      rmSync(kept, { recursive: true, force: true });
      mkdirSync(kept, { recursive: true, mode: 0o700 });
      for (const file of KEPT) {
        const made = join(standFolder(world, token), "results", file);
        if (existsSync(made)) cpSync(made, join(kept, file), { recursive: true, filter: isPlain });
      }
      return { code, tail: [...tail], log, sql: `psql:${join(standFolder(world, token), "sql")}/` };
    } finally {
      await removeStand(world, token);
    }
  });
  const trouble = readJson(join(kept, "trouble.json")) as StandTrouble | undefined;
  if (trouble) throw standFailure(trouble, stand, result.sql);
  const junit = join(kept, "junit.xml");
  // pytest that dies on its way leaves no report; then its code and its last lines say what there is to say.
  const results = existsSync(junit) || result.code === 0 ? (await readJunit(junit)).results : [];
  const measured = readJson(join(kept, "measured.json")) as Measured | undefined;
  return {
    code: result.code,
    tail: result.tail,
    results,
    junit,
    notes: measured?.lent && !asksForPytest(world.projectFolder, service) ? [`ran with Seaway's pytest ${measured.pytest}`] : [],
    ...(typeof measured?.percent !== "number" ? {} : { coverage: Math.round(measured.percent * 10) / 10 }),
  };
}

async function carryOut(stand: Stand, acts: Acts, token: string): Promise<CommandResult> {
  const { world, service, name } = stand;
  const folder = join(acts.folder, name);
  const { timeoutMs } = service.test || DEFAULT_TESTS;
  const command = await commandOf(stand, acts, token, folder);
  const limit = AbortSignal.timeout(timeoutMs);
  const counter = countTests(join(standFolder(world, token), "results", "counted"), acts);
  const result = await world.connection.run(command, { folder, signal: AbortSignal.any([acts.signal, limit]) }).finally(counter.stop);
  if (!result.cancelled) return result;
  acts.signal.throwIfAborted();
  // By this engine, or by one that died before it could say so.
  throw failure("SEA-4205", { service: service.name, limit: formatDuration(timeoutMs) }, { log: result.tail });
}

/** What was begun is attached to; its instructions went with the engine that gave them. What was taken away since begins anew. */
async function commandOf(stand: Stand, acts: Acts, token: string, folder: string): Promise<Command> {
  const known = readStand(stand.world, token);
  // The machine went down under it: nothing of it is left but files.
  const isLost = inspect(folder).kind === "lost";
  if (known === undefined || isLost) rmSync(folder, { recursive: true, force: true });
  if (known === undefined || isLost || inspect(folder).kind === "unstarted") return prepareStand(stand, acts, token, folder);
  recordStand(stand.world, token, known);
  return { argv: [], cwd: "/", env: {}, secrets: known.secrets };
}

/** Whoever wrote the tests wrote these files: a link would be followed with Seaway's rights, a pipe would be waited for. */
function isPlain(path: string): boolean {
  const entry = lstatSync(path);
  return entry.isFile() || entry.isDirectory();
}

/** What tests may have written over is read as if it were not there. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
