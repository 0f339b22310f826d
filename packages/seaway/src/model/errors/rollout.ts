import { catalogue } from "./catalogue.ts";

/** Publish and rollout. The rows of the diagnosis (rules-rollout 7) have one entry a cause; what is always shown with each is in its facts. */
export const rolloutErrors = catalogue({
  "SEA-5301": {
    sentence: ({ service, release }: { service: string; release: string }) => `${service} of ${release} crashes on start`,
    remedy: "read the log, fix the cause, then run `seaway up`",
    explain:
      "The next version of a service was started, ended before it answered, was started once more, and ended again. It never took traffic: what " +
      "served before the rollout serves on.\n\nThe last lines of its log are shown. Where they hold a Python traceback, `why` names the exception " +
      "and the deepest line of your own code in it. The whole log stays: `seaway logs SERVICE`.",
  },
  "SEA-5302": {
    sentence: ({ service, request, answer }: { service: string; request: string; answer: string }) =>
      `the next version of ${service} was not seen at its entry point: ${request} ${answer}`,
    remedy: "read the cause, fix it, then run `seaway up`; nothing needs cleaning up",
    explain:
      "After the switch Seaway asks at the real entry point, on a new connection, every 250 ms for 10 seconds: the runtime's own word is no proof. " +
      "The answer must come from an instance of the next version, with 2xx at the declared health path, or below 500 for `OPTIONS /` where none is " +
      "declared.\n\nThe outgoing version still lives at that moment, so the entry points lead back to it at once.",
  },
  "SEA-5303": {
    sentence: ({ instance, limit, last }: { instance: string; limit: string; last: string }) =>
      `${instance} was not ready within ${limit}: ${last}`,
    remedy: "look at the log; a health path that is quick and asks no other service is ready sooner",
    explain:
      "An instance is ready when its declared health path answers 2xx, or, without one, when `OPTIONS /` answers below 500. It was asked every 50 ms " +
      "and did not get there.\n\nThe limit is 60 seconds, or twice the slowest start that was recorded for the service if that is longer. The next " +
      "version never took traffic.",
  },
  "SEA-5304": {
    sentence: ({ service, missing }: { service: string; missing: string }) =>
      `the bundle of ${service} is not whole: ${missing} is missing`,
    remedy: "run `seaway up`: it builds the bundle again",
    explain:
      "What a build made lies in Seaway's state folder. A part of it was deleted by hand, so no instance can be started from it. Instances that run " +
      "already are not touched.",
  },
  "SEA-5306": {
    sentence: ({ service, reason }: { service: string; reason: string }) => `${service} cannot be started: ${reason}`,
    remedy: "correct the service's `command` or its requirements, then run `seaway up`",
    explain:
      "The program of the service's command could not be executed: it is neither in the Python environment of its bundle nor in /usr/local/bin, " +
      "/usr/bin or /bin, or it may not be executed, or the working directory is missing.\n\nA program that comes with a Python package is found only " +
      "when the package is among the service's requirements: `gunicorn` is a common one to forget.",
  },
  "SEA-5307": {
    sentence: ({ instance, limitMiB }: { instance: string; limitMiB: number }) =>
      `${instance} was killed by its memory limit of ${limitMiB} MiB`,
    remedy: "raise `memory` of the service, or let it use less: each gunicorn worker is a process with memory of its own",
    explain:
      "The kernel ended a process of the instance because the whole instance, all its workers together, went over the limit that the config sets. " +
      "It would happen again, so it is not started a second time before the rollout ends.",
  },
  "SEA-5311": {
    sentence: ({ instance, assigned, bound }: { instance: string; assigned: number; bound: string }) =>
      `${instance} listens on ${bound}, not on the port ${assigned} that it was given`,
    remedy: "let the program take its port from the environment variable PORT",
    explain:
      "Two versions of a service run side by side during a rollout, so each instance is given a free port of its own: in `PORT`, in gunicorn's, Flask's " +
      "and uvicorn's own variables, and in the options of the start command that name a port. This program listens on another one, which usually " +
      "means that the port is written in its source.\n\nCallers still use the declared port: Seaway's proxy listens there.",
  },
  "SEA-5312": {
    sentence: ({ service, port, owner }: { service: string; port: number | string; owner: string }) =>
      `${service} needs port ${port}, which ${owner} has`,
    remedy: "end the other program, or let this one take its port from the environment variable PORT",
    explain:
      "A port that is written in a program's source can be had once a machine. Two services, two environments, or two versions of one service that " +
      "insist on the same port cannot run at once; nor can one that insists on the very port where Seaway's proxy listens for its callers.",
  },
  "SEA-5313": {
    sentence: ({ service, address }: { service: string; address: string }) => `${service} finds no database at ${address}`,
    remedy: "correct the setting that names the database, or start what should listen there; then run `seaway up`",
    explain:
      "The next version of a service ended at its start with a driver's connection error: nobody listens at that address, or its name means nothing in " +
      "this environment. The address is the one in the driver's message; a password is never shown.\n\nA database that Seaway makes is best named by " +
      "a reference (`users.uri`): then it is right in every environment. The next version never took traffic.",
  },
  "SEA-5314": {
    sentence: ({ database, what }: { database: string; what: string; half: boolean; applied: readonly string[] }) =>
      `a migration of ${database} failed: ${what}`,
    remedy: ({ half, applied }: { half: boolean; applied: readonly string[] }) =>
      half
        ? "the schema may be half changed: look at it, correct it or the migration, then run `seaway up`"
        : `${applied.length === 0 ? "nothing of it was applied" : `${applied.join(", ")} was applied before it and stays`}; correct it, then run \`seaway up\``,
    explain:
      "What `migrate` of a database names is applied before anything of the release starts. It failed, so the release went no further: nothing of it was " +
      "started, what served was asked at its entry point again, and the migration is not marked as applied, so the next `seaway up` tries it again.\n\n" +
      "SQL files run in one transaction, as far as they let it: PostgreSQL takes all of it back. A file that commits by itself, one that begins with " +
      "`-- seaway: no transaction` (for `CREATE INDEX CONCURRENTLY`), and a command may leave a part behind.",
  },
  "SEA-5322": {
    sentence: (at: { release: string; serving?: string; databases: readonly string[]; switched: boolean; backup?: string }) =>
      `${at.release} failed, and its migrations of ${at.databases.join(", ")} don't suit ${at.serving ?? "what served"}, so nothing was restored`,
    remedy: (at: { backup?: string; databases: readonly string[] }) =>
      `read the cause, fix it, then run \`seaway up\`${at.backup === undefined ? "" : `; the data from before is in ${at.backup} (seaway restore)`}`,
    explain:
      "The config declares `compatible: false` for a database: what its migrations make can't be read by the release that served. They were applied, and " +
      "then the new release failed. To lead users back would show them errors, or let the older release write into tables that it does not know.\n\n" +
      "So requests go where they went at that moment: before the switch to the release that served, after it to the new one. A backup was made before the " +
      "migrations. `seaway restore FILE` brings it back, with the loss of what was written since; then `seaway rollback` suits it.",
  },
  "SEA-5315": {
    sentence: ({ service, path }: { service: string; path: string }) => `${service} may not use ${path}`,
    remedy: "keep what it writes in a `volume` of the service, or in the folder that TMPDIR names; then run `seaway up`",
    explain:
      "The operating system refused a file or folder to the next version of a service (EACCES), and it ended. Services run as a user of their own: they " +
      "may read their bundle, and write to their volume and to the folder that TMPDIR names, and nowhere else.\n\nThe next version never took traffic.",
  },
  "SEA-5321": {
    sentence: ({ service, environment }: { service: string; environment: string }) =>
      `${service} has no version in ${environment} that could serve`,
    remedy: "run `seaway up`: it starts one",
    explain:
      "A rollout counts a service as unchanged when the runtime knows a serving version of it. The runtime has none, because its records were deleted " +
      "or the service was removed meanwhile. Nothing was switched.",
  },
  "SEA-5340": {
    sentence: ({ wanted }: { wanted: string }) => `there is no release ${wanted}`,
    remedy: "look at what there is:  seaway history",
    exit: 2,
    explain:
      "A release gets its number when its artifacts are made, and keeps it for ever. `deploy` takes the number (`r43`), a commit from which one was made, " +
      "or `--from ENV` for what another environment serves. A commit counts only when nothing beside it was changed in the folder.",
  },
  "SEA-5341": {
    sentence: ({ release, service }: { release: string; service: string }) => `the artifact of ${service} in ${release} is no longer there`,
    remedy: "check out its commit and run `seaway up`: that builds it again, as a new release",
    exit: 2,
    explain:
      "Kept are the artifacts of the ten newest releases, of what every environment serves, and of what it served before that. This one is older, or its " +
      "files were deleted or damaged by hand. Nothing was changed.",
  },
  "SEA-5342": {
    sentence: ({ environment, release }: { environment: string; release?: string }) =>
      release === undefined ? `${environment} has no earlier release to go back to` : `${release} never served ${environment}`,
    remedy: "look at what served:  seaway history",
    exit: 2,
    explain:
      "A rollback brings a deployment back that was seen serving in the same environment, with the settings and secret versions that it had. Without a " +
      "number it is the newest one of an earlier release than the serving one. A release that never served there can be brought by `seaway deploy`.",
  },
  "SEA-5343": {
    sentence: ({ secret, version, service, release }: { secret: string; version: number; service: string; release: string }) =>
      `${release} ran with ${secret} v${version} in ${service}, which was removed`,
    remedy: ({ release }: { release: string }) => `bring the release with today's secrets instead:  seaway deploy ${release}`,
    exit: 2,
    explain:
      "A rollback brings back the secret versions of the deployment that it goes back to. One of them was removed since, which revokes it: it is never used " +
      "again, and nothing else is put in its place without being asked. Nothing was changed.",
  },
  "SEA-5344": {
    sentence: ({ release, environment, node, reason }: { release: string; environment: string; node: string; reason: string }) =>
      `${release} can't be brought into ${environment} as it is: ${node}: ${reason}`,
    remedy: ({ environment }: { environment: string }) => `make it as the config says first:  seaway up -e ${environment}`,
    exit: 2,
    explain:
      "`deploy` and `rollback` bring an existing release into an environment that is there. Databases and volumes are made, repaired and changed by " +
      "`seaway up` alone, where their plan can be read. Nothing was changed.",
  },
  "SEA-5346": {
    sentence: ({ wanted }: { wanted: string }) => `there is no deployment ${wanted}`,
    remedy: "look at what there is:  seaway history",
    exit: 2,
    explain:
      "A deployment is one release in one environment, numbered by the project (`d-91`). `seaway history` names each beside its run.",
  },
  "SEA-5347": {
    sentence: ({ name, environment, known }: { name: string; environment: string; known: readonly string[] }) =>
      known.length === 0
        ? `nothing serves ${environment}, so ${name} has no place to run a command in`
        : `${environment} has no service or database ${name}`,
    remedy: ({ known }: { known: readonly string[] }) =>
      known.length === 0 ? "make it first:  seaway up" : `name one of  ${known.join(", ")}`,
    exit: 2,
    explain:
      "`seaway exec` runs a program in the box of a service, from the artifact and with the settings of what serves now, or the shell of a database. It needs " +
      "one of them that is there.",
  },
  "SEA-5345": {
    sentence: ({ name }: { name: string }) => `${name} is neither a release such as r43 nor an environment to which something was deployed`,
    remedy: "look at what there is:  seaway history",
    exit: 2,
    explain:
      "`seaway diff A B` compares releases and environments by what was recorded of them. An environment counts from its first good deployment on.",
  },
  "SEA-5330": {
    sentence: ({ folder }: { folder: string }) => `the local runtime did not start (its log: ${folder}/runtime.log)`,
    remedy: "read the log; then run the command again",
    explain:
      "The local runtime is the process that keeps services alive and leads requests to them. A command starts it when it does not answer, and waits 15 " +
      "seconds for it. Instances that run already are independent of it and go on.",
  },
  "SEA-5331": {
    sentence: ({ folder }: { folder: string }) => `${folder} belongs to another user`,
    remedy: "remove that folder, or set XDG_RUNTIME_DIR to a folder that only you can write to",
    explain:
      "Sockets by which Seaway steers its own processes lie in a folder that nobody else may enter. The folder at this path was made by somebody else, " +
      "so it is not used.",
  },
  "SEA-5332": {
    sentence: ({ folder, what }: { folder: string; what: string }) =>
      `the local runtime can't write down what it does (${folder}): ${what}`,
    remedy: "make room on that disk, then run `seaway up`",
    explain:
      "Before the runtime leads requests anywhere, the intended pointers are on the disk, so that it can be killed at any moment. The disk did not take them, so " +
      "nobody was led anywhere: what served before the rollout serves on.\n\nIt tries to write again every second. What is kept alive needs no disk.",
  },
  "SEA-5333": {
    sentence: ({ user }: { user: string }) => `this machine has no free range of loopback addresses left for ${user}`,
    remedy: "destroy an environment that is no longer needed: `seaway destroy`",
    explain: "Each environment has 127.77.E.0/24, with E from 1 to 250, shared by all users of the machine. All of them are taken.",
  },
});
