"""Integration tests: the backend at BACKEND_URL is a live one, and the users that these tests add stay in its database."""

import os
import sys
import uuid
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from routes import create_app  # noqa: E402 (the line above makes it importable from any working directory)


@pytest.fixture
def client():
    return create_app(os.environ.get("BACKEND_URL", "http://backend:5001")).test_client()


@pytest.fixture
def client_without_backend():
    return create_app("http://127.0.0.1:1").test_client()


@pytest.fixture
def newcomer():
    """A user that no backend knows yet."""
    mark = uuid.uuid4().hex[:12]
    return {"name": f"Newcomer {mark}", "email": f"{mark}@example.org"}
