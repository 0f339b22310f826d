"""What a user may look like. The database checks the same limits: this says which field is wrong, in words."""

import re

MAX_NAME = 80
MAX_EMAIL = 254

# Deliberately loose: whether an address exists only a mail to it can tell.
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def check_user(body):
    """The trimmed user and a sentence for each field that is wrong: ({"name", "email"}, {field: sentence})."""
    body = body if isinstance(body, dict) else {}
    name, email = text(body.get("name")), text(body.get("email"))
    errors = {}
    if not name:
        errors["name"] = "Enter a name."
    elif len(name) > MAX_NAME:
        errors["name"] = f"Enter a name of at most {MAX_NAME} characters."
    elif not name.isprintable():
        errors["name"] = "Enter a name without control characters."
    if not email:
        errors["email"] = "Enter an e-mail address."
    elif len(email) > MAX_EMAIL or not email.isprintable() or not EMAIL.fullmatch(email):
        errors["email"] = "Enter an e-mail address such as ada@example.org."
    return {"name": name, "email": email}, errors


def text(value):
    return value.strip() if isinstance(value, str) else ""
