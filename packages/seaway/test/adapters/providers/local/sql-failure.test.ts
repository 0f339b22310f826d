import { expect, test } from "vitest";
import { parseSqlFailure } from "../../../../src/adapters/providers/local/server/sql-failure.ts";

// What psql 18 printed, each for the file that its test describes.

test("a wrong type in the third line of a statement is that line of the file", () => {
  const said = [
    'psql:bad.sql:8: ERROR:  type "txt" does not exist',
    "LINE 3:   name txt",
    "               ^",
    "psql:bad.sql:8: STATEMENT:  CREATE TABLE b (",
    "  id int,",
    "  name txt",
    ");",
  ];
  expect(parseSqlFailure(said)).toEqual({ message: 'type "txt" does not exist', file: "bad.sql", line: 7, column: 8 });
});

test("a file that ended the transaction itself adds a warning behind the statement, which is no line of it", () => {
  const said = [
    "psql:seed.sql:2: WARNING:  there is no transaction in progress",
    'psql:seed.sql:4: ERROR:  duplicate key value violates unique constraint "a_pkey"',
    "DETAIL:  Key (id)=(1) already exists.",
    "psql:seed.sql:4: STATEMENT:  INSERT INTO a",
    "VALUES (1),",
    "(1);",
    "WARNING:  there is no transaction in progress",
  ];
  expect(parseSqlFailure(said)).toEqual({ message: 'duplicate key value violates unique constraint "a_pkey"', file: "seed.sql", line: 2 });
});

test("a command that psql does not know is on the line that it names", () => {
  expect(parseSqlFailure(["psql:bad.sql:1: error: invalid command \\foo"])).toEqual({
    message: "invalid command \\foo",
    file: "bad.sql",
    line: 1,
  });
});

test("a server that went away has no line", () => {
  const said = ['psql: error: connection to server on socket "/run/x/.s.PGSQL.5432" failed: No such file or directory'];
  expect(parseSqlFailure(said)).toEqual({
    message: 'connection to server on socket "/run/x/.s.PGSQL.5432" failed: No such file or directory',
  });
});
