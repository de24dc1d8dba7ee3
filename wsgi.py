"""The program, for gunicorn and for ``flask --app wsgi``."""

from app import collector, create_app

app = create_app()
collector.calm()
