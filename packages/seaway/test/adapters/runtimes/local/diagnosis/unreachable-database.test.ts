import { expect, test } from "vitest";
import { deniedPath } from "../../../../../src/adapters/runtimes/local/diagnosis/denied-path.ts";
import { unreachableDatabase } from "../../../../../src/adapters/runtimes/local/diagnosis/unreachable-database.ts";

const SAID: readonly (readonly [said: string, address: string])[] = [
  ['psycopg.OperationalError: connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused', "127.0.0.1:1"],
  ['psycopg2.OperationalError: connection to server at "db" (10.0.0.9), port 5432 failed: Connection refused', "db:5432"],
  ["psycopg.OperationalError: [Errno -2] failed to resolve host 'users-db': Name or service not known", "users-db"],
  [
    'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) could not translate host name "users-db" to address: Name or service not known',
    "users-db",
  ],
  [
    'psycopg2.OperationalError: connection to server on socket "/run/pg/.s.PGSQL.5432" failed: No such file or directory',
    "/run/pg/.s.PGSQL.5432",
  ],
  [`pymysql.err.OperationalError: (2003, "Can't connect to MySQL server on 'shop-db' ([Errno 111] Connection refused)")`, "shop-db"],
  [`MySQLdb.OperationalError: (2003, "Can't connect to MySQL server on 'shop-db:3307' (111)")`, "shop-db:3307"],
  ["redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.", "localhost:6379"],
];

test.for(SAID)("%s", ([line, address]) => {
  expect(unreachableDatabase([line])).toBe(address);
});

test("a database that answered, and refused, was reached", () => {
  expect(unreachableDatabase(['psycopg.errors.UndefinedTable: relation "users" does not exist', "ValueError: port 5432"])).toBeUndefined();
});

test("a path that was denied is named however it is quoted", () => {
  expect(deniedPath(["PermissionError: [Errno 13] Permission denied: '/srv/data'"])).toBe("/srv/data");
  expect(deniedPath([`PermissionError: [Errno 13] Permission denied: "/srv/it's"`])).toBe("/srv/it's");
  expect(deniedPath(["Error: EACCES: permission denied, open '/srv/data'"])).toBe("/srv/data");
  expect(deniedPath(["PermissionError: [Errno 13] Permission denied"])).toBeUndefined();
});
