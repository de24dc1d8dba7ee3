"""Who acts in a room: an account, or a browser by its token (design: promises.md P2)."""

from __future__ import annotations

from app.browsers import browser_name
from app.errors import N_, RuleBroken
from app.people.models import Person

__all__ = ["UnknownBrowser", "actor_of"]


class UnknownBrowser(RuleBroken):
    """Refused to a browser without a token of ours: it could not be told from others."""

    def __init__(self) -> None:
        super().__init__(N_("Allow cookies for this site and load the page again: votes are told apart by one."))


def actor_of(person: Person | None, token: str | None) -> str | None:
    """``p:12`` for an account, ``b:…`` for a browser; None where there is neither. The token itself is not stored."""
    if person is not None:
        return f"p:{person.id}"
    return None if token is None else browser_name(token)
