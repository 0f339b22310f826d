import { projectState } from "../../adapters/folders.ts";
import { failure } from "../../model/errors/failure.ts";
import { foldAll } from "../../model/events/fold.ts";
import { isOver } from "../../model/lights.ts";
import { runLabel } from "../../model/numbers.ts";
import { parseDuration } from "../../std/duration.ts";
import { nearestName } from "../../std/nearest-name.ts";
import type { Flags, Run } from "./invocation.ts";
import { followLogs } from "./logs/follow-logs.ts";
import { followCommandLogs } from "./logs/follow-command-logs.ts";
import { commandLogs, instanceLogs, type CommandLog } from "./logs/log-files.ts";
import type { LogLine } from "./logs/log-line.ts";
import { mergeLogs } from "./logs/merge-logs.ts";
import { openEnvironment, type OpenEnvironment } from "./open-environment.ts";
import { renderLogLine } from "./render/log-line.ts";
import { printCommandLine, printCommandLog } from "./logs/print-command-log.ts";
import { parseRunNumber } from "./run-number.ts";
import { ctrlC } from "./terminal/ctrl-c.ts";
import type { Io } from "./terminal/io.ts";

/** What services print, or what the commands of a run printed. */
export const run: Run = async ({ args, flags }, io) => {
  const open = await openEnvironment(flags);
  const services = [...args, ...flags.texts("service")];
  checkServices(services, open);
  const matches = matcher(flags);
  if (flags.has("run") || flags.has("step") || flags.has("failed")) return ofRun(open, services, matches, flags, io);
  return ofServices(open, services, matches, flags, io);
};

async function ofServices(open: OpenEnvironment, services: readonly string[], matches: Matches, flags: Flags, io: Io): Promise<number> {
  const { ports, environment } = open;
  const since = sinceOf(flags, io);
  const find = () => instanceLogs(projectState(ports.project), environment, services);
  const found = await find();
  if (found.length === 0 && !flags.has("follow"))
    throw failure("SEA-1207", { what: services.join(", ") || `any service in ${environment}` });
  const several = new Set(services.length > 0 ? services : open.definition.services.map(({ name }) => name));
  const width = several.size > 1 ? Math.max(...[...several].map((name) => name.length)) : 0;
  const print = (line: LogLine): void => {
    if (line.time >= since && matches(line.text)) io.out(renderLogLine(line, width, io.outStyle));
  };
  // Following begins before the past is read, so nothing that is written meanwhile is missed between the two.
  const following = flags.has("follow") ? followLogs(find, ctrlC()) : undefined;
  for await (const line of mergeLogs(found)) print(line);
  if (following) for await (const line of following) print(line);
  return 0;
}

async function ofRun(open: OpenEnvironment, services: readonly string[], matches: Matches, flags: Flags, io: Io): Promise<number> {
  const { ports, environment } = open;
  const number = await runOf(flags, environment, ports.store);
  const view = foldAll(await ports.store.events(number));
  const steps = view.steps
    .filter(
      ({ id, state }) => (!flags.has("failed") || state === "failed") && (flags.text("step") === undefined || flags.text("step") === id),
    )
    .filter(({ id }) => services.length === 0 || id === "rollout" || services.some((service) => id.endsWith(`.${service}`)))
    .map(({ id }) => id);
  const step = flags.text("step");
  if (step !== undefined && steps.length === 0) {
    const known = view.steps.map(({ id }) => id);
    throw failure("SEA-1202", { kind: "step", name: step, known, nearest: nearestName(step, known) });
  }
  const find = () => commandLogs(ports.runFolder(number), steps);
  if (flags.has("follow")) {
    const over = async (): Promise<boolean> => isOver(foldAll(await ports.store.events(number)));
    const print = (log: CommandLog, line: string): void => (matches(line) ? printCommandLine(log, line, io) : undefined);
    await followCommandLogs({ find, isOver: over, print }, ctrlC());
    return 0;
  }
  const found = await find();
  if (found.length === 0)
    throw failure("SEA-1207", { what: steps.length === 0 ? runLabel(number) : `${steps.join(", ")} in ${runLabel(number)}` });
  for (const log of found) await printCommandLog(log, matches, io);
  return 0;
}

async function runOf(flags: Flags, environment: string, store: OpenEnvironment["ports"]["store"]): Promise<number> {
  const asked = flags.text("run");
  if (asked !== undefined) {
    const number = parseRunNumber(asked, "--run");
    if ((await store.run(number)) === undefined) throw failure("SEA-8404", { run: number });
    return number;
  }
  const [newest] = await store.runs({ environment, limit: 1 });
  if (newest === undefined) throw failure("SEA-1207", { what: `any run in ${environment}` });
  return newest.number;
}

type Matches = (text: string) => boolean;

function matcher(flags: Flags): Matches {
  const text = flags.text("grep");
  if (text === undefined) return () => true;
  try {
    const pattern = new RegExp(text, "u");
    return (line) => pattern.test(line);
  } catch {
    throw failure("SEA-1003", { flag: "--grep", value: text, expected: "a regular expression" });
  }
}

/** As an ISO time: times of log lines are compared as texts. */
function sinceOf(flags: Flags, io: Io): string {
  const text = flags.text("since");
  if (text === undefined) return "";
  const ms = parseDuration(text);
  if (ms === undefined) throw failure("SEA-1003", { flag: "--since", value: text, expected: "a duration, such as 10m or 2h" });
  return new Date(io.now() - ms).toISOString();
}

function checkServices(services: readonly string[], { definition }: OpenEnvironment): void {
  const known = definition.services.map(({ name }) => name);
  const unknown = services.find((name) => !known.includes(name));
  if (unknown !== undefined) throw failure("SEA-1202", { kind: "service", name: unknown, known, nearest: nearestName(unknown, known) });
}
