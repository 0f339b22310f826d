"""Each test has an empty copy of the tables in a schema of its own: what the database already holds is never touched."""

import os
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from routes import create_app  # noqa: E402 (the line above makes it importable from any working directory)

SCHEMA_FILE = Path(__file__).resolve().parents[2] / "database" / "schema.sql"


@pytest.fixture
def database_uri():
    uri = os.environ.get("TEST_DATABASE_URI") or os.environ["DATABASE_URI"]
    name = "test_" + uuid.uuid4().hex
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(sql.SQL("create schema {}").format(sql.Identifier(name)))
        own_uri = make_conninfo(uri, options=f"-csearch_path={name}")
        try:
            with psycopg.connect(own_uri) as own:
                own.execute(SCHEMA_FILE.read_text(encoding="utf-8"))
            yield own_uri
        finally:
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(name)))


@pytest.fixture
def client(database_uri):
    return create_app(database_uri).test_client()
