import type { Run } from "../invocation.ts";
import type { FlagName } from "./flags.ts";

/** One command: how it is written, what it is for, and where its code is. Parser and help pages read this table; code loads on use. */
export interface Command {
  readonly name: string;
  readonly group: "Ship" | "See" | "Inside" | "Data" | "Config" | "Leave" | "Other";
  readonly args: string;
  /** How many words it takes: at least, at most. */
  readonly words: readonly [number, number];
  readonly summary: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly flags: readonly FlagName[];
  readonly load: () => Promise<{ readonly run: Run }>;
}

const RUNS: readonly FlagName[] = ["env", "json", "progress", "yes", "allow-destroy", "no-input", "lock-timeout", "no-wait", "dry-run"];

export const COMMANDS: readonly Command[] = [
  {
    name: "plan",
    group: "Ship",
    args: "",
    words: [0, 0],
    summary: "Show the whole delivery as a plan with an id; changes nothing",
    examples: [
      ["seaway plan", "what would change, and why"],
      ["seaway plan --diff", "with each attribute that differs"],
      ["seaway plan --exit-code --summary", "for scripts: 0 nothing, 10 changes, 11 changes that lose data"],
    ],
    flags: ["env", "service", "json", "diff", "summary", "all", "out", "exit-code", "allow-destroy"],
    load: () => import("../plan.ts"),
  },
  {
    name: "up",
    group: "Ship",
    args: "",
    words: [0, 1],
    summary: "Plan, ask, then carry it out; ends with the application's address",
    examples: [
      ["seaway up", "plan, ask, do"],
      ["seaway up --plan p-7f3c", "exactly the plan that was looked at"],
      ["seaway up --resume", "go on after a crash or a failure"],
      ["url=$(seaway up -y -q)", "in a script: standard output is the address and nothing else"],
    ],
    flags: [...RUNS, "plan", "resume"],
    load: () => import("../up.ts"),
  },
  {
    name: "test",
    group: "Ship",
    args: "[PATTERN]",
    words: [0, 1],
    summary: "Build and run the tests, in a private copy of the system; touches nothing that serves",
    examples: [
      ["seaway test", "every suite whose inputs changed"],
      ["seaway test backend", "one service's"],
      ["seaway test backend/tests/test_users.py::test_expired", "one test"],
      ["seaway test --failed", "what failed the last time"],
    ],
    flags: ["env", "service", "failed", "junit", "json", "progress", "lock-timeout", "no-wait", "dry-run"],
    load: () => import("../test.ts"),
  },
  {
    name: "deploy",
    group: "Ship",
    args: "[RELEASE]",
    words: [0, 1],
    summary: "Bring an existing release into an environment: same artifacts, that environment's settings and secrets",
    examples: [
      ["seaway deploy r43 -e staging", "this release"],
      ["seaway deploy --from staging -e production", "what staging serves"],
      ["seaway deploy 9f2c1ab", "the newest release made from this commit"],
    ],
    flags: [...RUNS, "from"],
    load: () => import("../deploy.ts"),
  },
  {
    name: "rollback",
    group: "Ship",
    args: "[RELEASE]",
    words: [0, 1],
    summary: "Go back to an earlier good deployment, with its settings and secret versions; pins the environment",
    examples: [
      ["seaway rollback", "to what served before"],
      ["seaway rollback r41 -e production --reason 'slow since r42'", "to this release, and say why"],
    ],
    flags: [...RUNS, "reason"],
    load: () => import("../rollback.ts"),
  },
  {
    name: "unpin",
    group: "Ship",
    args: "",
    words: [0, 0],
    summary: "Let deployments flow again after a rollback",
    examples: [["seaway unpin -e production", "lift its pin"]],
    flags: ["env", "json"],
    load: () => import("../unpin.ts"),
  },
  {
    name: "cancel",
    group: "Ship",
    args: "RUN",
    words: [1, 1],
    summary: "End a run safely; what serves goes on serving",
    examples: [["seaway cancel 128", "end run #128"]],
    flags: ["json"],
    load: () => import("../cancel.ts"),
  },
  {
    name: "attach",
    group: "Ship",
    args: "RUN",
    words: [1, 1],
    summary: "Follow a run that goes on in the background",
    examples: [["seaway attach 128", "as if it had been started here"]],
    flags: ["json", "progress"],
    load: () => import("../attach.ts"),
  },
  {
    name: "status",
    group: "See",
    args: "",
    words: [0, 0],
    summary: "What runs where, and how it is",
    examples: [
      ["seaway status", "services × environments"],
      ["seaway status --watch", "the same, as it changes"],
    ],
    flags: ["env", "watch", "json"],
    load: () => import("../status.ts"),
  },
  {
    name: "logs",
    group: "See",
    args: "[SERVICE]",
    words: [0, 1],
    summary: "Logs of the application, or of a run",
    examples: [
      ["seaway logs -f", "what all services print, as they print it"],
      ["seaway logs backend --since 10m --grep Error", "the backend's errors of the last ten minutes"],
      ["seaway logs --run 128 --failed", "the output of what failed in run #128"],
    ],
    flags: ["env", "service", "run", "step", "follow", "since", "grep", "failed"],
    load: () => import("../logs.ts"),
  },
  {
    name: "history",
    group: "See",
    args: "[DEPLOYMENT]",
    words: [0, 1],
    summary: "Deployments and runs, newest first",
    examples: [
      ["seaway history -e local", "what happened in local"],
      ["seaway history d-91", "one deployment with its evidence"],
    ],
    flags: ["env", "limit", "json"],
    load: () => import("../history.ts"),
  },
  {
    name: "diff",
    group: "See",
    args: "A B",
    words: [2, 2],
    summary: "What differs between two releases or two environments",
    examples: [
      ["seaway diff r42 r43", "commits, artifacts and settings of all services"],
      ["seaway diff staging production", "what both were given, secret versions as well"],
    ],
    flags: ["json"],
    load: () => import("../diff.ts"),
  },
  {
    name: "exec",
    group: "Inside",
    args: "DATABASE [-- ARGUMENTS]",
    words: [1, 100],
    summary: "A database's own shell, as its application connects",
    examples: [
      ["seaway exec users", "psql, until it is left"],
      ["seaway exec users -- -c 'select count(*) from users'", "one statement"],
    ],
    flags: ["env"],
    load: () => import("../exec.ts"),
  },
  {
    name: "backup",
    group: "Data",
    args: "[DATABASE]",
    words: [0, 1],
    summary: "What a database holds into a file, while it is used",
    examples: [["seaway backup users -e staging --out users.dump", "into this file"]],
    flags: ["env", "out", "json"],
    load: () => import("../backup.ts"),
  },
  {
    name: "restore",
    group: "Data",
    args: "FILE",
    words: [1, 1],
    summary: "A backup back into its database, or into another environment's; what is there is named first",
    examples: [["seaway restore users.dump -e staging --allow-destroy database.users", "in the place of what staging holds"]],
    flags: ["env", "database", "allow-destroy", "no-input", "lock-timeout", "no-wait", "json"],
    load: () => import("../restore.ts"),
  },
  {
    name: "why",
    group: "See",
    args: "NODE",
    words: [1, 1],
    summary: "Why a step ran, was skipped, missed the cache, waited or was slow",
    examples: [
      ["seaway why build.backend", "in the newest run"],
      ["seaway why build.backend --run 128", "in run #128"],
    ],
    flags: ["env", "run", "json"],
    load: () => import("../why.ts"),
  },
  {
    name: "explain",
    group: "See",
    args: "CODE",
    words: [1, 1],
    summary: "The long text of an error",
    examples: [["seaway explain SEA-5301", "when it comes up, and how to get out of it"]],
    flags: [],
    load: () => import("../explain.ts"),
  },
  {
    name: "config show",
    group: "Config",
    args: "[KEY]",
    words: [0, 1],
    summary: "The values that the config comes to",
    examples: [
      ["seaway config show --origin", "each with file and line"],
      ["seaway config show services.backend", "one part of it"],
    ],
    flags: ["env", "origin", "json"],
    load: () => import("../config-show.ts"),
  },
  {
    name: "config check",
    group: "Config",
    args: "",
    words: [0, 0],
    summary: "Check the config; prints all its problems at once",
    examples: [["seaway config check", "exit 2 when something is wrong"]],
    flags: ["json"],
    load: () => import("../config-check.ts"),
  },
  {
    name: "secret set",
    group: "Config",
    args: "NAME",
    words: [1, 2],
    summary: "Set a secret, from standard input or a hidden prompt",
    examples: [
      ["seaway secret set MAIL_TOKEN -e local", "asks for it, shows nothing"],
      ["seaway secret set MAIL_TOKEN < token.txt", "from a file"],
    ],
    flags: ["env", "no-input"],
    load: () => import("../secret-set.ts"),
  },
  {
    name: "secret ls",
    group: "Config",
    args: "",
    words: [0, 0],
    summary: "Names and versions of the secrets, never a value",
    examples: [["seaway secret ls -e local", "what is set in local"]],
    flags: ["env", "json"],
    load: () => import("../secret-ls.ts"),
  },
  {
    name: "secret rm",
    group: "Config",
    args: "NAME",
    words: [1, 1],
    summary: "Take a secret away, all its versions",
    examples: [["seaway secret rm MAIL_TOKEN -e local", ""]],
    flags: ["env", "yes", "no-input"],
    load: () => import("../secret-rm.ts"),
  },
  {
    name: "destroy",
    group: "Leave",
    args: "",
    words: [0, 0],
    summary: "Take an environment away; what holds data goes only when it is named",
    examples: [
      ["seaway destroy -e local", "shows what goes, then asks for the names"],
      ["seaway destroy -e local --confirm local", "without a terminal; the data stays"],
    ],
    flags: [...RUNS, "confirm"],
    load: () => import("../destroy.ts"),
  },
  {
    name: "version",
    group: "Other",
    args: "",
    words: [0, 0],
    summary: "Print the version",
    examples: [["seaway version", ""]],
    flags: ["json"],
    load: () => import("../version.ts"),
  },
  {
    name: "help",
    group: "Other",
    args: "[COMMAND]",
    words: [0, 2],
    summary: "How a command is written, with examples",
    examples: [["seaway help up", ""]],
    flags: [],
    load: () => import("../help.ts"),
  },
];

/** The eight that people use most; the first screen of help shows these. */
export const MOST_USED = ["plan", "up", "status", "logs", "history", "why", "cancel", "destroy"] as const;

export const findCommand = (name: string): Command | undefined => COMMANDS.find((command) => command.name === name);
