"""What gunicorn serves: `gunicorn app:app`. BACKEND_URL says where the backend is."""

import os

from routes import create_app

app = create_app(os.environ.get("BACKEND_URL", "http://backend:5001"))
