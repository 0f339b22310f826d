import { catalogue } from "./catalogue.ts";

export const provisionErrors = catalogue({
  "SEA-3101": {
    sentence: (at: { version: string; lacks: string }) => `PostgreSQL ${at.version} is not here and could not be installed: ${at.lacks}`,
    remedy: (at: { version: string }) =>
      `Install PostgreSQL ${at.version} (on Debian and Ubuntu its programs lie in /usr/lib/postgresql/${at.version}/bin), then run \`seaway up\`.`,
    explain:
      "The local environment runs a real PostgreSQL of its own. Version 18 for Linux on x86-64 comes as a Python package, by digest, with your " +
      "own pip and its settings, and is kept in the cache folder. Every other version, and every other kind of machine, needs one that is " +
      "installed: its programs are enough, no server has to run. Nothing was changed.",
  },
  "SEA-3102": {
    sentence: (at: { database: string }) => `no data folder could be made for the database ${at.database}`,
    remedy: "Read the last lines of `initdb`, make room or correct the permissions, then run `seaway up`.",
    explain:
      "`initdb` makes the files of a database server in a temporary folder, which gets its name only when it is whole. It failed, most often " +
      "because the disk is full or user namespaces are switched off for root. The temporary folder was removed.",
  },
  "SEA-3103": {
    sentence: (at: { database: string; waitedMs: number }) =>
      `the server of the database ${at.database} did not answer within ${Math.round(at.waitedMs / 1_000)} s`,
    remedy: "Read its last log lines, then run `seaway up`: it starts the server again and keeps the data.",
    explain:
      "The database's server was started, and a connection through its socket did not succeed in time. After a power cut it first replays its " +
      "journal, which may take a while. If it stops at once, its log says why. The data folder is left as it is.",
  },
  "SEA-3104": {
    sentence: (at: { database: string; file: string; message: string }) =>
      `${at.file} failed in the database ${at.database}: ${at.message}`,
    remedy: "Correct the statement, then run `seaway up`. Nothing needs cleaning up.",
    explain:
      "Schema and seed run once, when a database is created, as the application's own role and without Seaway's rights. A statement failed. " +
      "Nothing uses the database before both are done, so the half-filled one was removed, and the next `seaway up` begins with an empty one.",
  },
  "SEA-3105": {
    sentence: (at: { database: string; message: string }) => `the server of the database ${at.database} refused: ${at.message}`,
    remedy: "Run `seaway status`; if the server was changed by hand, undo that, then run `seaway up`.",
    explain:
      "Seaway connects to the databases that it made with an administrator of its own, whose password is a generated secret. The server answered " +
      "and refused. It was probably changed by hand, or the project's secrets are those of another store. No data was touched.",
  },
  "SEA-3106": {
    sentence: (at: { database: string; found: string; wanted: string }) =>
      `the data of ${at.database} was made by PostgreSQL ${at.found}, and version ${at.wanted} can't read it`,
    remedy: (at: { found: string }) => `Keep \`version: "${at.found}"\` in the config.`,
    explain:
      "A data folder belongs to one major version of PostgreSQL. Nothing is converted silently: dump the data with the version that made it, let " +
      "the database be recreated by name, and load the dump. The data folder is left as it is.",
  },
  "SEA-3107": {
    sentence: (at: { database: string; name: string }) =>
      `the database ${at.database} can't be called ${at.name}: PostgreSQL keeps that name for itself`,
    remedy: "Give it another name in the config.",
    explain:
      "`postgres`, `template0` and `template1` are databases that every server has, names with `pg_` belong to PostgreSQL, and `seaway_admin` is " +
      "the administrator that Seaway makes. The application's role is called like its database, so it can have none of them.",
  },
  "SEA-3108": {
    sentence: (at: { path: string }) => `the socket ${at.path} has a path that is too long`,
    remedy: "Choose a shorter database name, or set XDG_RUNTIME_DIR to a shorter folder.",
    explain: "Databases are reached through a Unix socket, and the system ends the path of a socket at 107 bytes. Nothing was changed.",
  },
  "SEA-3109": {
    sentence: (at: { secret: string }) => `the secret ${at.secret} is not there, although its database is`,
    remedy: "Restore the project's store and its key, or set the secret to the password that the database has.",
    explain:
      "The password of a database is generated when it is created and kept as a secret. The database still stands, but the store no longer " +
      "holds its password: the store was removed or another one is in use. No data was touched.",
  },
  "SEA-3111": {
    sentence: (at: { database: string }) => `the database ${at.database} could not be written into a file`,
    remedy: "Read what pg_dump says; a full disk is the common cause. Then run the command again.",
    explain:
      "`seaway backup` runs PostgreSQL's own pg_dump as the application's role. It ended with an error, and what it had written was removed. Nothing was changed.",
  },
  "SEA-3112": {
    sentence: (at: { file: string }) => `${at.file} is no whole backup of a database`,
    remedy: "Take a file that `seaway backup` or `pg_dump --format=custom` made.",
    exit: 2,
    explain:
      "The file is not there, is not in PostgreSQL's archive format, or ends too early. It was read before the database was touched. Nothing was changed.",
  },
  "SEA-3113": {
    sentence: (at: { database: string }) => `the database ${at.database} refused what the file holds`,
    remedy: "Read what it says; a newer version of PostgreSQL or an extension that is missing here is the common cause.",
    explain:
      "A restore is one transaction: a statement in it failed, so all of it was taken back, and the data is as it was. The application went on meanwhile.",
  },
  "SEA-3114": {
    sentence: (at: { environment: string; known: readonly string[]; name?: string; nearest?: string }) =>
      at.name === undefined
        ? at.known.length === 0
          ? `${at.environment} has no database`
          : `${at.environment} has several databases: ${at.known.join(", ")}`
        : `${at.environment} has no database ${at.name}${at.nearest === undefined ? "" : `; did you mean ${at.nearest}?`}`,
    remedy: (at: { known: readonly string[] }) => (at.known.length === 0 ? "Make it first: `seaway up`." : "Name one of them."),
    exit: 2,
    explain: "Commands about data work on a database that was made in the environment. Where there is one, it need not be named.",
  },
  "SEA-3115": {
    sentence: (at: { database: string; environment: string }) => `the database ${at.database} of ${at.environment} is not there`,
    remedy: "Run `seaway plan -e ENV`: it shows what is gone, and `seaway up` makes it again.",
    explain: "It was recorded, and nothing of it could be found: its files were removed outside Seaway. Nothing was changed.",
  },
  "SEA-3116": {
    sentence: (at: { file: string }) => `${at.file} is there already`,
    remedy: "Name another file with `--out`.",
    exit: 2,
    explain: "A backup never replaces a file: the one that is there may be the only good copy of something. Nothing was changed.",
  },
  "SEA-3117": {
    sentence: (at: { file: string; database: string }) => `${at.file} was applied to ${at.database} and has changed since`,
    remedy: "Bring its text back, and write the change as a further file.",
    exit: 2,
    explain:
      "Each migration is applied to a database once, and known by its content. Under this name another text was applied: the new one would run a second time on " +
      "tables that the first has made, or never, and another environment would end with other tables. Nothing was changed.",
  },
  "SEA-3118": {
    sentence: (at: { file: string; what: string }) => `${at.file} can't be a migration: ${at.what}`,
    remedy: "Correct it, or let the tool that it was written for do the migration: `migrate: { service, command }`.",
    exit: 2,
    explain:
      "Every file that `migrate: { files }` names is run whole, in the order of the names, and never taken back. A file with sections for both directions (dbmate, " +
      "goose) would undo itself in the same moment, and one that can't be read would be missing.",
  },
  "SEA-3110": {
    sentence: (at: { path: string }) => `${at.path} is not a data folder of this project and will not be removed`,
    remedy: "Look at what lies there; if a link was put in its place by hand, remove the link.",
    explain:
      "Before data is removed, its folder must really lie below the project's state folder, every link on the way resolved. This one does not, " +
      "so nothing was removed.",
  },
});
