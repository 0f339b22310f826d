"""What gunicorn serves: `gunicorn app:app`. DATABASE_URI names the PostgreSQL database."""

import os

from routes import create_app

app = create_app(os.environ["DATABASE_URI"])
