"""What an import takes at most. Hostile files are refused by these within seconds, before anything is written."""

from __future__ import annotations

import re
from typing import Final

from app.errors import N_, RuleBroken
from app.texts import LONGEST_TEXT

__all__ = [
    "MAX_BLOCK",
    "MAX_BYTES",
    "MAX_DAYS",
    "MAX_DEPTH",
    "MAX_ID",
    "MAX_LINE",
    "MAX_MINUTES",
    "MAX_NODES",
    "MAX_PEOPLE",
    "MAX_PER_SESSION",
    "MAX_SESSIONS",
    "MAX_STAGES",
    "MAX_TRACKS",
    "Refused",
    "check_size",
    "fits",
    "whole_number",
]

MAX_BYTES: Final = 16 * 1024 * 1024
"""The largest real file known to us (1,351 sessions) has 2.9 MB."""

MAX_NODES: Final = 300_000
"""Elements of an XML file; objects and lists of a JSON file. The largest real file has 34,000."""

MAX_DEPTH: Final = 32
MAX_DAYS: Final = 400
MAX_SESSIONS: Final = 10_000
MAX_PEOPLE: Final = 20_000
MAX_STAGES: Final = 1_000
MAX_TRACKS: Final = 1_000
MAX_PER_SESSION: Final = 200
"""People, and likewise links, of one session."""

MAX_LINE: Final = 300
"""Characters of a title, a name, an address in a line; longer ones are cut, and that is said."""

MAX_BLOCK: Final = LONGEST_TEXT
"""Characters of a description. The longest real one has 20,252."""

MAX_ID: Final = 2**63 - 1
"""The largest integer that the databases hold."""

MAX_MINUTES: Final = 99 * 60 + 59
"""The longest session that schedule.xml can state (its duration has two digits of hours)."""

_DIGITS = re.compile(r"[+-]?[0-9]+\Z")
_LONGEST_ID = len(str(MAX_ID))


class Refused(RuleBroken):
    """The file is not taken; the sentence says why. Nothing was written."""


def check_size(data: bytes) -> None:
    """Refuse an empty file and one beyond :data:`MAX_BYTES`."""
    if not data.strip():
        raise Refused(N_("This file is empty."))
    if len(data) > MAX_BYTES:
        raise Refused(N_("This file is larger than %(limit)s MiB."), limit=MAX_BYTES // 1024**2)


def fits(count: int, limit: int, what: str) -> None:
    """Refuse more than ``limit`` of something; ``what`` is the refusing sentence with a place for ``limit``."""
    if count > limit:
        raise Refused(what, limit=limit)


def whole_number(text: str) -> int | None:
    """The integer that the text states, or None where it states none.

    :raises Refused: a number that no database holds (an id of 2^63, 5,000 digits).
    """
    digits = text.strip()
    if not _DIGITS.match(digits):
        return None
    if len(digits.lstrip("+-0")) > _LONGEST_ID or abs(number := int(digits)) > MAX_ID:
        shown = digits if len(digits) <= 2 * _LONGEST_ID else digits[:_LONGEST_ID] + "…"
        raise Refused(N_("The number %(number)s is too large: ids go up to 2^63 − 1."), number=shown)
    return number if not digits.startswith("-") else -number
