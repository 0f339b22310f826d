from routes import day, initials


def test_a_user_that_was_added_is_on_the_page(client, newcomer):
    response = client.post("/", data=newcomer)
    assert response.status_code == 303
    page = client.get(response.location)
    assert page.status_code == 200
    assert f"{newcomer['name']} was added." in page.text
    assert f"<strong>{newcomer['name']}</strong>" in page.text
    assert newcomer["email"].replace("@", "@<wbr>") in page.text


def test_an_address_that_is_taken_is_said_beside_the_field_and_what_was_typed_stays(client, newcomer):
    client.post("/", data=newcomer)
    page = client.post("/", data={**newcomer, "name": "Somebody Else"})
    assert page.status_code == 422
    assert "A user with this address exists already." in page.text
    assert 'value="Somebody Else"' in page.text
    assert f'value="{newcomer["email"]}" aria-invalid="true" aria-describedby="email-error"' in page.text


def test_an_empty_form_says_what_is_missing(client):
    page = client.post("/", data={})
    assert page.status_code == 422
    assert "Enter a name." in page.text
    assert "Enter an e-mail address." in page.text


def test_what_users_typed_is_shown_as_text(client, newcomer):
    response = client.post("/", data={**newcomer, "name": "<b>Bold</b>"})
    page = client.get(response.location)
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page.text
    assert "<b>Bold" not in page.text


def test_without_a_backend_the_page_says_so_and_the_health_is_fine(client_without_backend):
    page = client_without_backend.get("/")
    assert page.status_code == 503
    assert "The list of users is not available at the moment." in page.text
    assert client_without_backend.get("/health").json == {"status": "ok"}


def test_without_a_backend_nothing_that_was_typed_is_lost(client_without_backend, newcomer):
    page = client_without_backend.post("/", data=newcomer)
    assert page.status_code == 503
    assert "it is not certain that the user was added" in page.text
    assert f'value="{newcomer["email"]}"' in page.text


def test_names_and_days_are_written_for_people():
    assert [initials(name) for name in ("Ada Lovelace", "plato", "Ada Augusta King")] == ["AL", "P", "AK"]
    assert day("2026-01-02T09:30:00+00:00") == "2 January 2026"
