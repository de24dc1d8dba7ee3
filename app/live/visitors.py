"""Who acts in a room: an account, or a browser by a random first-party token (design: promises.md P2)."""

from __future__ import annotations

from flask import Response

from app.people.models import Person
from app.tokens import hashed, new_token
from app.web import settings

__all__ = ["actor_of", "cookie_name", "give_token", "token_in"]

_YEAR = 365 * 24 * 3600
_SHORTEST, _LONGEST = 20, 64


def cookie_name() -> str:
    """The cookie that tells browsers apart; it names nobody."""
    return settings().cookie_name("visitor")


def token_in(cookies: dict[str, str] | None) -> str | None:
    """The browser's token, None where it has none that could be ours."""
    token = (cookies or {}).get(cookie_name(), "")
    return token if _SHORTEST <= len(token) <= _LONGEST and token.isascii() else None


def actor_of(person: Person | None, token: str | None) -> str | None:
    """``p:12`` for an account, ``b:…`` for a browser; None where there is neither. The token itself is not stored."""
    if person is not None:
        return f"p:{person.id}"
    return None if token is None else f"b:{hashed('visitor', token)[:40]}"


def give_token(response: Response, token: str | None) -> str:
    """The token, given to the browser where it has none."""
    if token is None:
        token = new_token()
        response.set_cookie(
            cookie_name(), token, max_age=_YEAR, path="/", httponly=True, samesite="Lax", secure=settings().is_https
        )
    return token
