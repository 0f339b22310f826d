"""The backend, as the frontend sees it: every answer it may give has a name here."""

import requests

CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 10


class BackendAway(Exception):
    """No answer, or one that is not ours to understand. What was asked may or may not have been done."""


class Rejected(Exception):
    """The backend refused what was entered; `errors` has a sentence for each field that is wrong."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


class Backend:
    def __init__(self, url):
        self._users_url = url.rstrip("/") + "/users"

    def users(self):
        """The newest users and how many there are in all: {"users": [...], "total": 5}. Raises BackendAway."""
        response = self._request("GET")
        if response.status_code != 200:
            raise BackendAway(f"GET {self._users_url} answered {response.status_code}")
        return self._json(response)

    def add_user(self, name, email):
        """The stored user. Raises Rejected, BackendAway."""
        response = self._request("POST", json={"name": name, "email": email})
        if response.status_code in (409, 422):
            raise Rejected(self._json(response)["errors"])
        if response.status_code != 201:
            raise BackendAway(f"POST {self._users_url} answered {response.status_code}")
        return self._json(response)

    def _request(self, method, **arguments):
        timeout = (CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS)
        try:
            return requests.request(method, self._users_url, timeout=timeout, **arguments)
        except requests.RequestException as error:
            raise BackendAway(str(error)) from error

    @staticmethod
    def _json(response):
        try:
            return response.json()
        except ValueError as error:
            raise BackendAway("the answer is no JSON") from error
