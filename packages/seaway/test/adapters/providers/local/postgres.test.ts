import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SeawayError } from "../../../../src/model/errors/failure.ts";
import type { Problem } from "../../../../src/model/problem.ts";
import { postgres } from "../../../../src/adapters/providers/local/postgres.ts";
import type { PostgresProps } from "../../../../src/adapters/providers/local/postgres.ts";
import type { PostgresOutputs } from "../../../../src/adapters/providers/local/server/database-reference.ts";
import { databasePlace } from "../../../../src/adapters/providers/local/server/database-place.ts";
import { findPrograms } from "../../../../src/adapters/providers/local/server/postgres-programs.ts";
import { query } from "../../../../src/adapters/providers/local/server/psql.ts";
import { actsIn, localMachine } from "./local-machine.ts";

const SCHEMA = "create table users (id serial primary key, name text not null);\n";
const SEED = "begin;\ninsert into users (name) values ('Ada');\ncommit;\ninsert into users (name) values ('Grace');\n";

const machine = localMachine((project) => {
  mkdirSync(join(project, "database"));
  writeFileSync(join(project, "database/schema.sql"), SCHEMA);
  writeFileSync(join(project, "database/seed.sql"), SEED);
});
const kind = postgres(machine.world);
const props: PostgresProps = {
  name: "users",
  engine: "postgres",
  version: "18",
  databaseName: "users",
  schema: "database/schema.sql",
  seed: "database/seed.sql",
};

const named = (name: string, more: Partial<PostgresProps> = {}): PostgresProps => ({ ...props, name, databaseName: name, ...more });

async function ask(outputs: PostgresOutputs, sql: string, database = outputs.name): Promise<readonly (readonly string[])[]> {
  const { value: password } = (await machine.world.secrets.read("local", outputs.passwordSecret.name))!;
  const programs = findPrograms(machine.world.cacheFolder, "18")!;
  return query({ programs, socketFolder: outputs.socketFolder, user: outputs.user, password, database }, sql);
}

const problemOf = async (promise: Promise<unknown>): Promise<Problem> => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof SeawayError)) throw thrown ?? new Error("nothing was thrown");
  return thrown.problem;
};

afterAll(() => machine.remove());

describe("a database on this machine", { timeout: 90_000 }, () => {
  let outputs: PostgresOutputs;
  const identity = machine.identity("database.users");

  beforeAll(async () => {
    outputs = await kind.create(identity, props, machine.acts("create"));
  }, 90_000);

  test("is filled once by its schema and its seed, as the application's own role", async () => {
    expect(await ask(outputs, "select name from users order by id")).toEqual([["Ada"], ["Grace"]]);
    expect(await ask(outputs, "select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user")).toEqual([
      ["f", "f", "f"],
    ]);
    expect(await ask(outputs, "select tableowner from pg_tables where tablename = 'users'")).toEqual([["users"]]);
  });

  test("is brought forward by whole files, also where an engine died while it wrote them", async () => {
    const sql = "create table notes (id int);\n";
    const digest = `sha256:${createHash("sha256").update(sql).digest("hex")}`;
    const acts = machine.acts("migrate");
    // What it had come to: the file is there, and nothing is in it.
    const half = join(acts.folder, digest.slice(7, 19), "sql");
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, "1-1_notes.sql"), "");
    const migration = { parts: [{ name: "database/1_notes.sql", digest }], sql: { [digest]: sql } };
    const work = { migration, release: "r1", stop: new AbortController().signal };
    const recorded = { props, outputs };
    expect(await kind.migrate!(identity, recorded, work, acts)).toEqual(["database/1_notes.sql"]);
    expect(await ask(outputs, "select to_regclass('notes')")).toEqual([["notes"]]);
    expect(await kind.applied!(identity, recorded)).toEqual([{ name: "database/1_notes.sql", digest }]);
    expect(await kind.migrate!(identity, recorded, work, machine.acts("migrate again"))).toEqual([]);
    await ask(outputs, "set client_min_messages = error; drop table notes; drop schema seaway cascade");
  });

  test("yields its place and the name of its password, and never the password", async () => {
    expect(outputs).toEqual({
      user: "users",
      name: "users",
      socketFolder: databasePlace(machine.world, identity).socketFolder,
      passwordSecret: { name: "database.users.password", version: 1 },
    });
    const { value } = (await machine.world.secrets.read("local", "database.users.password"))!;
    expect(await kind.resolve!(identity, outputs, "uri")).toEqual({
      value: `postgresql://users:${value}@/users?host=${outputs.socketFolder}`,
      secrets: [value],
    });
    expect(await kind.resolve!(identity, outputs, "password")).toEqual({ value, secrets: [value] });
    expect(await kind.resolve!(identity, outputs, "colour")).toBeUndefined();
  });

  test("is seen as it stands, with what it holds", async () => {
    const observed = await kind.read(identity, { props, outputs });
    expect(observed).toEqual({ facts: { server: "running" }, holds: expect.stringMatching(/^\d+ MB, 1 table$/) });
    expect(kind.diff(props, props, observed!)).toEqual([]);
    expect(kind.diff({ ...props, schema: "database/other.sql" }, props, observed!)).toEqual([]);
    expect(kind.diff({ ...props, databaseName: "people" }, props, observed!)).toEqual([
      {
        by: "recreate",
        reason: { text: 'name changed from "users" to "people": PostgreSQL would have to make another database' },
        instead: 'keep name: "users"',
      },
    ]);
  });

  test("whose server stopped is started again, and keeps its rows", async () => {
    await ask(outputs, "insert into users (name) values ('Edsger')");
    await machine.world.residents.stop(machine.world.place("local"), "database.users");
    const observed = await kind.read(identity, { props, outputs });
    expect(observed).toEqual({ facts: { server: "stopped" }, holds: expect.stringMatching(/^\d+ MB on the disk$/) });
    expect(kind.diff(props, props, observed!)).toEqual([{ by: "update", reason: { text: "its server is not running", drift: true } }]);
    expect(await kind.update!(identity, props, { props, outputs }, machine.acts("update"))).toEqual(outputs);
    expect(await ask(outputs, "select name from users order by id")).toEqual([["Ada"], ["Grace"], ["Edsger"]]);
  });

  test("that is complete is kept, rows included, when its creation is asked for again", async () => {
    expect(await kind.create(identity, props, machine.acts("again"))).toEqual(outputs);
    expect(await ask(outputs, "select count(*) from users")).toEqual([["3"]]);
  });

  test("that was dropped by hand is gone, and is made anew beside its running server", async () => {
    await ask(outputs, "drop database users", "postgres");
    expect(await kind.read(identity, { props, outputs })).toBeUndefined();
    expect(await kind.create(identity, props, machine.acts("after drop"))).toEqual(outputs);
    expect(await ask(outputs, "select name from users order by id")).toEqual([["Ada"], ["Grace"]]);
  });

  test("is reached by host and port when something refers to them, through a process of its own", async () => {
    const withPort = { ...props, tcp: true };
    const next = await kind.update!(identity, withPort, { props, outputs }, machine.acts("port"));
    expect(next).toEqual({ ...outputs, host: "127.77.250.118", port: 5432 });
    const { value: password } = (await machine.world.secrets.read("local", "database.users.password"))!;
    const programs = findPrograms(machine.world.cacheFolder, "18")!;
    const login = { programs, socketFolder: next.host!, user: "users", password, database: "users" };
    await expect.poll(() => query(login, "select 1 + 1").catch(() => []), { timeout: 5_000, interval: 20 }).toEqual([["2"]]);
    const observed = await kind.read(identity, { props: withPort, outputs: next });
    expect(observed?.facts).toEqual({ server: "running", pipe: true });
    expect(kind.diff(props, withPort, observed!)).toEqual([
      { by: "update", reason: { text: "nothing refers to its host and port any more" } },
    ]);
    expect(await kind.update!(identity, props, { props: withPort, outputs: next }, machine.acts("no port"))).toEqual(outputs);
  });

  test("shows its password in no log, file name or argument", async () => {
    const passwords = await Promise.all(
      ["password", "administrator-password"].map(
        async (name) => (await machine.world.secrets.read("local", `database.users.${name}`))!.value,
      ),
    );
    const files = readdirSync(machine.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const holding = files.filter((file) => passwords.some((it) => readFileSync(join(file.parentPath, file.name)).includes(it)));
    expect(holding.map(({ name }) => name)).toEqual([]);
    expect(files.length).toBeGreaterThan(900); // the data folder was really looked through
  });

  test("is removed with its data and its passwords, and nothing is left that looks like data", async () => {
    await kind.delete!(identity, { props, outputs }, machine.acts("delete"));
    const { dataFolder, socketFolder } = databasePlace(machine.world, identity);
    expect(existsSync(dataFolder)).toBe(false);
    expect(existsSync(socketFolder)).toBe(false);
    expect(readdirSync(join(dataFolder, ".."))).toEqual([]);
    expect(await machine.world.secrets.list("local")).toEqual([]);
    expect(await kind.read(identity, { props, outputs })).toBeUndefined();
  });
});

describe("a creation that does not come to its end", { timeout: 90_000 }, () => {
  test("because the schema is wrong names the place in the file, and the corrected one works", async () => {
    const identity = machine.identity("database.orders");
    const desired = named("orders", { schema: "database/orders.sql" });
    const file = join(machine.world.projectFolder, "database/orders.sql");
    writeFileSync(file, "-- orders\ncreate table users (id int);\ncommit;\n\ncreate table orders (\n  id int,\n  total mony\n);\n");
    expect(await problemOf(kind.create(identity, desired, machine.acts("orders 1")))).toMatchObject({
      code: "SEA-3104",
      sentence: 'database/orders.sql failed in the database orders: type "mony" does not exist',
      position: { file: "database/orders.sql", line: 7, column: 9, snippet: "  total mony", label: 'type "mony" does not exist' },
    });
    writeFileSync(file, "create table users (id serial, name text);\ncreate table orders (id int, total money);\n");
    const outputs = await kind.create(identity, desired, machine.acts("orders 2"));
    expect(await ask(outputs, "select count(*) from users")).toEqual([["2"]]);
  });

  test("because the engine was killed after a command and before its record fills nothing twice", async () => {
    const identity = machine.identity("database.killed");
    const desired = named("killed");
    const acts = machine.acts("killed");
    const { connection } = machine.world;
    const killedAfter = (count: number) => {
      let commands = 0;
      return postgres({
        ...machine.world,
        connection: {
          async run(command, options) {
            const result = await connection.run(command, options);
            commands += 1;
            if (commands === count) throw new Error("killed");
            return result;
          },
        },
      });
    };
    // Each of its three commands: initdb, schema, seed. A command that is found again counts as well.
    await expect(killedAfter(1).create(identity, desired, acts)).rejects.toThrow("killed");
    await expect(killedAfter(2).create(identity, desired, acts)).rejects.toThrow("killed");
    await expect(killedAfter(2).create(identity, desired, acts)).rejects.toThrow("killed");
    const outputs = await kind.create(identity, desired, acts);
    expect(await ask(outputs, "select name from users order by id")).toEqual([["Ada"], ["Grace"]]);
    expect(acts.performed).toEqual(["install", "initdb", "initdb", "start", "database", "schema", "schema", "seed", "seed"]);
  });

  test("because the machine went down under the seed begins the database anew", async () => {
    const identity = machine.identity("database.lost");
    const desired = named("lost");
    const acts = machine.acts("lost");
    const { connection } = machine.world;
    const lost = postgres({
      ...machine.world,
      connection: {
        async run(command, options) {
          const result = await connection.run(command, options);
          // What a power cut leaves of a command: it was started, it is gone, and it left no exit code.
          if (options.folder.endsWith("/seed")) rmSync(join(options.folder, "exit"));
          if (options.folder.endsWith("/seed")) throw new Error("power cut");
          return result;
        },
      },
    });
    await expect(lost.create(identity, desired, acts)).rejects.toThrow("power cut");
    const outputs = await kind.create(identity, desired, acts);
    expect(await ask(outputs, "select name from users order by id")).toEqual([["Ada"], ["Grace"]]);
  });

  test("because it was cancelled under the schema leaves no half database, and the next one works", async () => {
    const identity = machine.identity("database.slow");
    const file = join(machine.world.projectFolder, "database/slow.sql");
    writeFileSync(file, "create table users (id serial, name text);\ncommit;\nselect pg_sleep(60);\n");
    const desired = named("slow", { schema: "database/slow.sql" });
    const cancel = new AbortController();
    const acts = actsIn(join(machine.folder, "runs", "slow"), cancel.signal);
    const creating = kind.create(identity, desired, acts);
    const outputs = {
      name: "slow",
      user: "slow",
      socketFolder: databasePlace(machine.world, identity).socketFolder,
      passwordSecret: { name: "database.slow.password", version: 1 },
    };
    await expect.poll(() => ask(outputs, "select name from users").catch(() => undefined), { timeout: 20_000, interval: 20 }).toEqual([]);
    cancel.abort(new Error("cancelled"));
    await expect(creating).rejects.toThrow("cancelled");
    expect(await kind.read(identity, { props: desired, outputs })).toBeUndefined();
    writeFileSync(file, SCHEMA);
    expect(await kind.create(identity, desired, machine.acts("slow again"))).toEqual(outputs);
    expect(await ask(outputs, "select name from users order by id")).toEqual([["Ada"], ["Grace"]]);
  });

  test("because its name belongs to PostgreSQL is refused before anything is made", async () => {
    const identity = machine.identity("database.bad");
    expect(await problemOf(kind.create(identity, named("bad", { databaseName: "template1" }), machine.acts("bad")))).toMatchObject({
      code: "SEA-3107",
    });
    expect(await kind.read(identity, { props: named("bad"), outputs: {} as PostgresOutputs })).toBeUndefined();
  });

  test("a shell command in a schema gets no more rights than the application has", async () => {
    const identity = machine.identity("database.shell");
    const trace = join(machine.folder, "trace");
    writeFileSync(
      join(machine.world.projectFolder, "database/shell.sql"),
      `\\! touch ${trace}\n\\! id -u > /tmp/${machine.project}-uid\ncreate table users (id serial, name text);\n`,
    );
    await kind.create(identity, named("shell", { schema: "database/shell.sql" }), machine.acts("shell"));
    const uid = readFileSync(`/tmp/${machine.project}-uid`, "utf8").trim();
    rmSync(`/tmp/${machine.project}-uid`);
    const expected = await machine.world.identityFor(`environment:${machine.project}/local`);
    expect(uid).toBe(String(expected?.uid ?? process.getuid!()));
    expect(existsSync(trace)).toBe(expected === undefined);
  });
});
