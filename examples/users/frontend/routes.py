"""The routes of the frontend: one page that lists the users and adds one.

GET  /         the page; 503 with the same page when the backend does not answer
POST /         the form: 303 back to the page, or the page again with what was typed and what is wrong with it
GET  /health   says that this process answers; asks no dependency
"""

from datetime import datetime

from flask import Flask, redirect, render_template, request, url_for

from backend import Backend, BackendAway, Rejected

EMPTY_FORM = {"name": "", "email": ""}


def create_app(backend_url):
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.jinja_env.filters.update(day=day, initials=initials)
    backend = Backend(backend_url)

    def page(status=200, form=EMPTY_FORM, errors=None, problem=None):
        try:
            listing = backend.users()
        except BackendAway as error:
            app.logger.error("the list of users cannot be shown: %s", error)
            listing, status = None, 503
        added = request.args.get("added", type=int)
        body = render_template("users.html", listing=listing, form=form, errors=errors or {}, problem=problem, added=added)
        return body, status

    @app.get("/")
    def show_users():
        return page()

    @app.post("/")
    def add_user():
        form = {field: request.form.get(field, "") for field in EMPTY_FORM}
        try:
            user = backend.add_user(**form)
        except Rejected as rejected:
            return page(422, form, rejected.errors)
        except BackendAway as error:
            app.logger.error("a user may not have been added: %s", error)
            problem = "Nobody answered, so it is not certain that the user was added. Look at the list before trying again."
            return page(503, form, problem=problem)
        # 303: reloading the page that follows adds nobody twice.
        return redirect(url_for("show_users", added=user["id"]), code=303)

    @app.get("/health")
    def health():
        return {"status": "ok"}

    @app.after_request
    def protect(response):
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'; form-action 'self'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return app


def day(timestamp):
    """2026-01-12T09:30:00+00:00 as 12 January 2026."""
    moment = datetime.fromisoformat(timestamp)
    return f"{moment.day} {moment:%B %Y}"


def initials(name):
    """Ada Lovelace as AL, Plato as P."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
