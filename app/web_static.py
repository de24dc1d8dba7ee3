"""Files under ``static/``: compressed where there is a compressed twin, kept for ever where the name has a hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from whitenoise import WhiteNoise

from app.settings import ROOT, Settings

if TYPE_CHECKING:
    from wsgiref.headers import Headers

__all__ = ["init_app"]

_HASHED = r"/static/dist/.+-[A-Z0-9]{8}\.[a-z0-9]+$"


def init_app(app: Flask, settings: Settings) -> None:
    """Answer for them before the app is asked: they cost neither a session nor a line in the log."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=ROOT / "static",
        prefix="static/",
        autorefresh=settings.is_development,
        immutable_file_test=_HASHED,
        allow_all_origins=False,
        add_headers_function=_protect,
    )


def _protect(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"  # a picture opened by itself
