"""The first-party token that tells browsers apart where nobody signed in; it names nobody.

It is signed with the installation's key: only what we gave out ourselves counts and votes, and how many a network is
given is limited. So nobody makes up four hundred viewers at one desk.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import Response
from limits import parse_many

from app.clock import now
from app.tokens import hashed, new_token
from app.web import settings
from app.web_limits import limiter, network

__all__ = ["age_of", "browser_name", "cookie_name", "give_token", "new_browser_token", "token_in"]

_YEAR = 365 * 24 * 3600
_LONGEST = 96
_GIVEN: Final = parse_many("300 per minute; 2000 per hour")
"""New ones for a network: a school shares one address; who gets none now gets one with a later answer."""


def cookie_name() -> str:
    """The cookie that holds it."""
    return settings().cookie_name("visitor")


def new_browser_token(issued: datetime) -> str:
    """A token: something random, when it was given out, and our signature."""
    return _signed(f"{new_token()}.{int(issued.timestamp()):x}")


def token_in(cookies: Mapping[str, str] | None) -> str | None:
    """The browser's token, None where it has none of ours."""
    token = (cookies or {}).get(cookie_name(), "")
    said = token.rpartition(".")[0]
    if len(token) > _LONGEST or not token.isascii() or not said:
        return None
    return token if hmac.compare_digest(token, _signed(said)) else None


def age_of(token: str) -> timedelta:
    """How long ago a token of ours was given out; negative where the machine's clock was set back since."""
    return now() - datetime.fromtimestamp(int(token.split(".")[1], 16), UTC)


def browser_name(token: str) -> str:
    """What the browser with this token is called in rooms and counts: ``b:…``. The token itself is not stored."""
    return f"b:{hashed('visitor', token)[:40]}"


def give_token(response: Response, token: str | None) -> bool:
    """Give the browser a token where it has none; whether it has one now. Its network may have got too many lately."""
    if token is not None:
        return True
    if limiter.enabled and not all(limiter.limiter.hit(limit, "browsers", network()) for limit in _GIVEN):
        return False
    response.set_cookie(
        cookie_name(), new_browser_token(now()), max_age=_YEAR, path="/", httponly=True, samesite="Lax",
        secure=settings().is_https,
    )  # fmt: skip
    return True


def _signed(said: str) -> str:
    return f"{said}.{hashed('browser', said)[:32]}"
