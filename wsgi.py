"""The program, for gunicorn and for ``flask --app wsgi``."""

from app import collector, create_app

app = create_app()
collector.calm()

from app.web_pages import look_after  # noqa: E402 - the program is loaded by create_app(), which relaxes the collector

look_after(app)
