/** One flag. The parser, the help pages and the `SEAWAY_*` variables are all read from this table. */
export interface Flag {
  readonly short?: string;
  /** Name of its value; absent: the flag is there or not. */
  readonly value?: string;
  readonly many?: boolean;
  readonly help: string;
  /** Flags that only a person may give, for one command: no variable sets them. */
  readonly noVariable?: boolean;
  /** What its value must look like, for the error; checked where it is read. */
  readonly choices?: readonly string[];
}

const table = {
  env: { short: "e", value: "NAME", help: "environment; the config's default is printed whenever it was used" },
  service: { short: "s", value: "NAME", many: true, help: "only this service is shown; repeatable" },
  dir: { short: "C", value: "PATH", help: "work in this folder" },
  config: { value: "FILE", help: "the config file; else seaway.config.ts, from here upward to the git root" },
  json: { help: "JSON on standard output: one document, or one event a line" },
  progress: { value: "HOW", choices: ["auto", "live", "lines", "quiet"], help: "auto, live, lines or quiet" },
  quiet: { short: "q", help: "only the result and errors" },
  verbose: { short: "v", many: true, help: "three levels deep; -vv also traces" },
  yes: { short: "y", noVariable: true, help: "answers the question about the plan; never allows losing data" },
  "allow-destroy": { value: "NAME", many: true, noVariable: true, help: "lets one thing that holds data go (database.users); repeatable" },
  confirm: { value: "NAME", noVariable: true, help: "confirms the environment that is destroyed" },
  "no-input": { help: "never asks: exit 5 and the flag that would have answered" },
  "lock-timeout": { value: "DUR", help: "how long a busy environment is waited for (15m)" },
  "no-wait": { help: "a busy environment is not waited for: exit 4 at once" },
  "dry-run": { short: "n", help: "prints the plan and exits" },
  color: { value: "WHEN", choices: ["auto", "always", "never"], help: "auto, always or never" },
  "no-color": { help: "the same as --color never" },
  help: { short: "h", noVariable: true, help: "this page" },
  version: { noVariable: true, help: "prints the version" },
  plan: { value: "ID", help: "carries out this plan, unless it is stale" },
  resume: { help: "goes on with an interrupted or failed run: same plan, from the first unfinished step" },
  diff: { help: "shows attributes as a unified diff" },
  summary: { help: "shows only the last sentences" },
  all: { help: "lists what stays the same, too" },
  out: { value: "FILE", help: "the file to write: the plan as JSON, or a backup" },
  "exit-code": { help: "exit 10 when there are changes, 11 when they lose data" },
  run: { value: "N", help: "the run (128)" },
  step: { value: "STEP", help: "a step of the run (build.backend)" },
  follow: { short: "f", help: "goes on as lines are written" },
  watch: { help: "does it again whenever something changes, until Ctrl-C" },
  since: { value: "DUR", help: "only what is younger (10m, 2h)" },
  grep: { value: "RE", help: "only lines that match this regular expression" },
  failed: { help: "only what failed: steps of a run, or the tests of the last one" },
  junit: { value: "FILE", help: "also writes the results as JUnit XML" },
  limit: { value: "N", help: "how many, newest first (20)" },
  database: { value: "NAME", help: "the database, where an environment has several" },
  from: { value: "ENV", help: "the release that this environment serves" },
  reason: { value: "TEXT", help: "why, for the history and for whoever meets the pin" },
  origin: { help: "with the place that each value comes from" },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof table;

export const FLAGS: Readonly<Record<FlagName, Flag>> = table;

/** Flags that every command takes. */
export const EVERYWHERE: readonly FlagName[] = ["dir", "config", "color", "no-color", "quiet", "verbose", "help", "version"];

export const isFlagName = (name: string): name is FlagName => Object.hasOwn(FLAGS, name);

/** The variable that sets a flag where the command line does not: `SEAWAY_LOCK_TIMEOUT`. */
export const variableOf = (name: FlagName): string => `SEAWAY_${name.toUpperCase().replaceAll("-", "_")}`;
