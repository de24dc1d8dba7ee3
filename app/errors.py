"""Refusals, as sentences for the people who read them.

Pure: neither Flask nor SQLAlchemy. A sentence is marked with :func:`N_` where it is written and translated where it is
shown (``app.i18n.say``), so rules can refuse without knowing who reads.
"""

from __future__ import annotations

__all__ = ["N_", "Busy", "MeridianError", "NotAllowed", "NotFound", "RuleBroken", "Stale"]


def N_(message: str) -> str:
    """Mark a text for translation; it is translated later, where the reader's language is known."""
    return message


class MeridianError(Exception):
    """Base of everything the program refuses on purpose.

    ``message`` is an English sentence marked with N_, with ``%(name)s`` places that ``params`` fill.
    """

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = params
        super().__init__(message % params if params else message)


class RuleBroken(MeridianError):
    """What was asked breaks a rule; ``field`` names the form field it is about, or None for the whole."""

    def __init__(self, message: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class NotAllowed(RuleBroken):
    """Something that the person may see, but not do."""


class Stale(RuleBroken):
    """Somebody else changed the row since it was read: nothing was written (promise P9)."""

    def __init__(self, *, expected: int, current: int) -> None:
        super().__init__(N_("Somebody else has changed this in the meantime."))
        self.expected = expected
        self.current = current


class NotFound(MeridianError):
    """Missing, or not for this person's eyes: the two look the same from outside."""

    def __init__(self, message: str = N_("There is nothing here.")) -> None:
        super().__init__(message)


class Busy(MeridianError):
    """Too much at once, or the database does not answer: try again, nothing is lost by it."""

    def __init__(self) -> None:
        super().__init__(N_("This takes longer than it should. Try again in a moment."))
