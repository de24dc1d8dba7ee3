"""The program, for gunicorn and for ``flask --app wsgi``."""

from app import collector, create_app, web_pages

app = create_app()
collector.calm()
web_pages.look_after(app)
