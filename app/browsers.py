"""The first-party token that tells browsers apart where nobody signed in; it names nobody."""

from __future__ import annotations

from flask import Response

from app.tokens import hashed, new_token
from app.web import settings

__all__ = ["browser_name", "cookie_name", "give_token", "token_in"]

_YEAR = 365 * 24 * 3600
_SHORTEST, _LONGEST = 20, 64


def cookie_name() -> str:
    """The cookie that holds it."""
    return settings().cookie_name("visitor")


def token_in(cookies: dict[str, str] | None) -> str | None:
    """The browser's token, None where it has none that could be ours."""
    token = (cookies or {}).get(cookie_name(), "")
    return token if _SHORTEST <= len(token) <= _LONGEST and token.isascii() else None


def browser_name(token: str) -> str:
    """What the browser with this token is called in rooms and counts: ``b:…``. The token itself is not stored."""
    return f"b:{hashed('visitor', token)[:40]}"


def give_token(response: Response, token: str | None) -> str:
    """The token, given to the browser where it has none."""
    if token is None:
        token = new_token()
        response.set_cookie(
            cookie_name(), token, max_age=_YEAR, path="/", httponly=True, samesite="Lax", secure=settings().is_https
        )
    return token
