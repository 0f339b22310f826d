"""The routes of the backend: the users of the application, as JSON.

GET  /users    {"users": [...], "total": 5}, newest first; ?limit= (100 unless told, at most 1000)
POST /users    {"name": ..., "email": ...}: 201 with the user, 422 or 409 with {"errors": {field: sentence}}
GET  /health   says that this process answers; asks no dependency
"""

import psycopg
from flask import Flask, jsonify, request

from users import EmailTaken, UserStore
from validation import check_user

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000


def create_app(database_uri):
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.json.sort_keys = False
    store = UserStore(database_uri)

    @app.get("/users")
    def list_users():
        limit = request.args.get("limit", default=DEFAULT_LIMIT, type=int)
        users, total = store.newest(max(1, min(limit, MAX_LIMIT)))
        return jsonify(users=users, total=total)

    @app.post("/users")
    def add_user():
        user, errors = check_user(request.get_json(silent=True))
        if errors:
            return jsonify(errors=errors), 422
        try:
            return jsonify(store.add(user["name"], user["email"])), 201
        except EmailTaken:
            return jsonify(errors={"email": "A user with this address exists already."}), 409

    @app.get("/health")
    def health():
        return jsonify(status="ok")

    @app.errorhandler(psycopg.OperationalError)
    def database_is_away(error):
        # The text of the error may hold the address of the database: it belongs in the log, not in the answer.
        app.logger.error("the database does not answer: %s", error)
        return jsonify(error="The database does not answer."), 503

    return app
