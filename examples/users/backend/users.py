"""Users in PostgreSQL. A connection a request: nothing to repair after the database was away."""

from contextlib import contextmanager

import psycopg
from psycopg.rows import dict_row

CONNECT_TIMEOUT_SECONDS = 5


class EmailTaken(Exception):
    """Another user has this e-mail address."""


class UserStore:
    def __init__(self, uri):
        self._uri = uri

    def newest(self, limit):
        """The `limit` newest users, newest first, and how many there are in all."""
        with self._connection() as connection:
            rows = connection.execute(
                "select id, name, email, created_at from users order by id desc limit %s", [limit]
            ).fetchall()
            total = connection.execute("select count(*) as total from users").fetchone()["total"]
        return [to_json(row) for row in rows], total

    def add(self, name, email):
        """The stored user. Raises EmailTaken."""
        with self._connection() as connection:
            try:
                row = connection.execute(
                    "insert into users (name, email) values (%s, %s) returning id, name, email, created_at",
                    [name, email],
                ).fetchone()
            except psycopg.errors.UniqueViolation as error:
                raise EmailTaken(email) from error
        return to_json(row)

    @contextmanager
    def _connection(self):
        # Commits when the block ends well, rolls back when it does not, closes in either case.
        with psycopg.connect(self._uri, connect_timeout=CONNECT_TIMEOUT_SECONDS, row_factory=dict_row) as connection:
            yield connection


def to_json(row):
    return {**row, "created_at": row["created_at"].isoformat()}
