"""What may be asked, under which name, and how often. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.errors import N_, MeridianError, RuleBroken
from app.texts import clean_block, clean_line, is_language

__all__ = ["BURST", "LONGEST_NAME", "LONGEST_QUESTION", "Asked", "TooOften", "asked", "check_cid", "wait_before_asking"]

LONGEST_QUESTION: Final = 400
LONGEST_NAME: Final = 80

_SHORTEST = 3
_MOST_LINES = 12
_LOOKS_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs of Unicode that are blank: fillers of Hangul, the empty Braille pattern."""
_CID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")

BURST: Final = 3
"""Questions that somebody may ask in a minute, in one room."""
_WINDOW: Final = timedelta(minutes=1)


class TooOften(MeridianError):
    """Refused for now; ``wait`` says how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(N_("That was a lot at once. Wait a little and try again."))
        self.wait = wait

    @property
    def retry_ms(self) -> int:
        """Milliseconds until it is worth trying again."""
        return max(1, round(self.wait.total_seconds() * 1000))


@dataclass(frozen=True)
class Asked:
    """A question as it came in, cleaned. ``name`` is empty for somebody who gives none."""

    text: str
    name: str
    language: str


def asked(text: object, *, name: object = "", language: object = "") -> Asked:
    """What somebody asks. Raises :class:`RuleBroken` with the field that is wrong."""
    if not isinstance(text, str) or not isinstance(name, str) or not isinstance(language, str):
        raise RuleBroken(N_("This is not a text."), field="text")
    words = _in_few_lines(clean_block(text, limit=LONGEST_QUESTION, field="text"))
    if not _is_seen(words) or sum(unicodedata.category(sign)[0] not in "ZC" for sign in words) < _SHORTEST:
        raise RuleBroken(N_("Write your question."), field="text")
    tag = language.lower()
    if tag and not is_language(tag):
        raise RuleBroken(N_("This is not a language."), field="language")
    called = clean_line(name, limit=LONGEST_NAME, field="name")
    return Asked(words, called if _is_seen(called) else "", tag)


def _is_seen(text: str) -> bool:
    """Whether there is a letter, figure or sign in it: not blanks, joiners and accents alone."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _LOOKS_EMPTY for sign in text)


def _in_few_lines(text: str) -> str:
    """The text without empty lines, and as one paragraph where its lines would push all others out of sight."""
    lines = [line for line in text.split("\n") if line]
    return "\n".join(lines) if len(lines) <= _MOST_LINES else " ".join(lines)


def check_cid(cid: object) -> str:
    """The client's name for one intention: 8 to 64 characters of a to z, 0 to 9, ``_`` and ``-``."""
    if not isinstance(cid, str) or not _CID.match(cid):
        raise RuleBroken(N_("This is not the name of a command."), field="cid")
    return cid


def wait_before_asking(earlier: Sequence[datetime], now: datetime) -> timedelta:
    """How long somebody who asked at these instants has to wait before the next question; zero = not at all."""
    recent = sorted(at for at in earlier if at > now - _WINDOW)
    if len(recent) < BURST:
        return timedelta(0)
    return recent[-BURST] + _WINDOW - now
