"""Tokens of browsers as the program gives them out, for tests that come as many browsers."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.browsers import new_browser_token
from app.clock import now

__all__ = ["browser_token", "cookie_of_browser"]


def browser_token(key: str | bytes | None, *, age: timedelta = timedelta(hours=1)) -> str:
    """A token of a browser of its own, given out so long ago by the installation with that key."""
    app = Flask("tests")
    app.secret_key = key
    with app.app_context():
        return new_browser_token(now() - age)


def cookie_of_browser(key: str | bytes | None) -> str:
    """The same as the header Cookie, over http."""
    return f"visitor={browser_token(key)}"
