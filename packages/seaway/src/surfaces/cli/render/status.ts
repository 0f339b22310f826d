import type { Mark } from "../../../model/mark.ts";
import type { Pin } from "../../../model/pin.ts";
import { releaseLabel, runLabel } from "../../../model/numbers.ts";
import { age } from "./history.ts";
import { pad, widthOf } from "./layout.ts";
import type { Style } from "./style.ts";

/** What runs where: services and databases × environments. */
export interface StatusFacts {
  readonly project: string;
  readonly environments: readonly EnvironmentStatus[];
  /** Absent: the project has none. */
  readonly machines?: readonly MachineStatus[];
  readonly now: number;
}

export interface EnvironmentStatus {
  readonly name: string;
  readonly protected: boolean;
  readonly release?: number;
  readonly deployedAtMs?: number;
  readonly pinned?: Pin;
  readonly services: readonly ServiceStatus[];
  readonly databases: readonly DatabaseStatus[];
  readonly lastRun?: { readonly number: number; readonly lights: readonly Mark[]; readonly goesOn: "here" | "interrupted" | "no" };
  readonly urls: readonly string[];
  /** Whether the process that leads requests answers; absent: nothing was ever deployed here. */
  readonly answering?: boolean;
}

export interface ServiceStatus {
  readonly name: string;
  readonly healthy: number;
  readonly wanted: number;
  /** One clause where an instance needs attention: `backend-2-1 restarted 4 times`. */
  readonly note?: string;
}

export interface MachineStatus {
  readonly name: string;
  readonly host: string;
  /** How it is, in words; absent: it could not be asked. */
  readonly told?: string;
  readonly problem?: string;
}

export interface DatabaseStatus {
  readonly name: string;
  readonly state: "running" | "down" | "gone" | "absent";
  /** `12 MB, 2 tables`. */
  readonly holds?: string;
}

export function renderStatus({ project, environments, machines = [], now }: StatusFacts, style: Style): string {
  const services = namesIn(environments.flatMap((environment) => environment.services));
  const databases = namesIn(environments.flatMap((environment) => environment.databases));
  const rows = [
    [style.bold(project), ...environments.map((environment) => style.bold(heading(environment)))],
    ["", ...environments.map((environment) => servingText(environment, now))],
    ...services.map((name) => [`  ${name}`, ...environments.map((environment) => serviceCell(environment, name, style))]),
    ...databases.map((name) => [`  ${name}  (db)`, ...environments.map((environment) => databaseCell(environment, name, style))]),
    ["last run", ...environments.map((environment) => lastRun(environment, style))],
  ];
  return style.text([columns(rows, style), machineRows(machines, style), notes(environments)].filter((block) => block !== "").join("\n\n"));
}

const machineRows = (machines: readonly MachineStatus[], style: Style): string =>
  machines
    .map(({ name, host, told, problem }) =>
      told === undefined ? `${style.mark("failed")} ${problem}` : `${style.mark("passed")} machine ${name} (${host}): ${told}`,
    )
    .join("\n");

const namesIn = (things: readonly { readonly name: string }[]): readonly string[] => [...new Set(things.map(({ name }) => name))];

const heading = ({ name, protected: isProtected }: EnvironmentStatus): string => (isProtected ? `${name} · protected` : name);

function servingText({ release, deployedAtMs, answering }: EnvironmentStatus, now: number): string {
  if (release === undefined) return "nothing serves";
  const since = deployedAtMs === undefined || now - deployedAtMs < 60_000 ? "" : ` ${age(now - deployedAtMs)}`;
  return `${releaseLabel(release)}${since}${answering === false ? " · runtime is down" : ""}`;
}

function serviceCell({ services }: EnvironmentStatus, name: string, style: Style): string {
  const service = services.find((other) => other.name === name);
  if (!service) return style.mark("skipped");
  const { healthy, wanted, note } = service;
  const mark: Mark = healthy === 0 ? "failed" : healthy < wanted || note !== undefined ? "attention" : "passed";
  return `${style.mark(mark)} ${healthy}/${wanted}`;
}

function databaseCell({ databases }: EnvironmentStatus, name: string, style: Style): string {
  const database = databases.find((other) => other.name === name);
  if (!database || database.state === "absent") return style.mark("skipped");
  if (database.state !== "running") return `${style.mark("failed")} ${database.state}`;
  return `${style.mark("passed")} ${database.holds ?? "running"}`;
}

const lastRun = ({ lastRun: run }: EnvironmentStatus, style: Style): string =>
  run === undefined ? style.mark("skipped") : `${runLabel(run.number)} ${style.lights(run.lights)}${GOES_ON[run.goesOn]}`;

const GOES_ON = { here: " goes on", interrupted: " interrupted", no: "" } as const;

function notes(environments: readonly EnvironmentStatus[]): string {
  const attention = environments.flatMap(({ name, services, pinned }) => [
    ...services.flatMap((service) => (service.note === undefined ? [] : [`  ${service.name} in ${name}: ${service.note}`])),
    ...(pinned === undefined ? [] : [`  ${pinText(pinned)}`]),
  ]);
  const urls = environments.flatMap(({ name, urls }) => (urls.length === 0 ? [] : [`  ${name}  ${urls.join("  ")}`]));
  return [...attention, ...(attention.length > 0 && urls.length > 0 ? [""] : []), ...urls].join("\n");
}

const pinText = ({ environment, release, user, reason }: Pin): string =>
  `${environment} is pinned to ${releaseLabel(release)} by ${user}${reason === undefined ? "" : `: ${reason}`}   seaway unpin -e ${environment}`;

/** Columns at least 15 wide, so that the table of a small project does not look cramped. */
function columns(rows: readonly (readonly string[])[], style: Style): string {
  const cells = rows.map((row) => row.map((cell) => style.text(cell)));
  const widths = (cells[0] ?? []).map((_, index) => Math.max(15, ...cells.map((row) => widthOf(row[index] ?? "") + 2)));
  return cells
    .map((row) =>
      row
        .map((cell, index) => pad(cell, widths[index] ?? 0))
        .join("")
        .trimEnd(),
    )
    .join("\n");
}
