import pytest

from routes import create_app

ADA = {"name": "Ada Lovelace", "email": "ada@example.org"}


def test_an_empty_database_has_no_users(client):
    assert client.get("/users").json == {"users": [], "total": 0}


def test_a_user_that_was_added_is_listed(client):
    response = client.post("/users", json=ADA)
    assert response.status_code == 201
    assert {**response.json, "created_at": "now"} == {"id": 1, **ADA, "created_at": "now"}
    assert client.get("/users").json == {"users": [response.json], "total": 1}


def test_the_newest_user_comes_first_and_a_limit_keeps_the_total(client):
    for name in ("one", "two", "three"):
        client.post("/users", json={"name": name, "email": f"{name}@example.org"})
    listing = client.get("/users?limit=2").json
    assert [user["name"] for user in listing["users"]] == ["three", "two"]
    assert listing["total"] == 3


def test_spaces_around_what_was_typed_are_not_stored(client):
    response = client.post("/users", json={"name": "  Ada Lovelace ", "email": " ada@example.org "})
    assert (response.json["name"], response.json["email"]) == (ADA["name"], ADA["email"])


def test_an_address_is_taken_however_it_is_capitalised(client):
    client.post("/users", json=ADA)
    response = client.post("/users", json={"name": "Another Ada", "email": "ADA@example.org"})
    assert response.status_code == 409
    assert response.json == {"errors": {"email": "A user with this address exists already."}}
    assert client.get("/users").json["total"] == 1


@pytest.mark.parametrize(
    "body, wrong",
    [
        ({}, ["name", "email"]),
        ({"name": " ", "email": "ada@example.org"}, ["name"]),
        ({"name": "x" * 81, "email": "ada@example.org"}, ["name"]),
        ({"name": "Ada\x00", "email": "ada@example.org"}, ["name"]),
        ({"name": "Ada", "email": "ada"}, ["email"]),
        ({"name": "Ada", "email": "ada@example.org\x00"}, ["email"]),
        ({"name": 7, "email": ["ada@example.org"]}, ["name", "email"]),
        (["Ada"], ["name", "email"]),
    ],
)
def test_what_is_wrong_is_said_for_each_field_and_nothing_is_stored(client, body, wrong):
    response = client.post("/users", json=body)
    assert response.status_code == 422
    assert list(response.json["errors"]) == wrong
    assert client.get("/users").json["total"] == 0


def test_a_body_that_is_no_json_is_refused(client):
    assert client.post("/users", data="name=Ada").status_code == 422


def test_without_a_database_the_health_is_fine_and_users_are_not():
    client = create_app("postgresql://nobody:secret@127.0.0.1:1/nowhere").test_client()
    assert client.get("/health").json == {"status": "ok"}
    response = client.get("/users")
    assert (response.status_code, response.json) == (503, {"error": "The database does not answer."})
