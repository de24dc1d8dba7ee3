"""What a file calls a session's type, as one of our kinds. The file's own word is carried and given back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from app.schedule.rules.kinds import SessionKind

__all__ = ["kind_of", "type_of"]

# The first pattern that is found in the type decides. English and German: the languages of the systems that write it.
_WORDS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"keynote", SessionKind.KEYNOTE),
        (r"\bopening|eröffnung", SessionKind.OPENING),
        (r"plenary|plenum", SessionKind.PLENARY),
        (r"panel|podium", SessionKind.PANEL),
        (r"discussion|diskussion|\bbof\b|birds of a feather|fishbowl|meet-?up|meeting", SessionKind.DISCUSSION),
        (r"workshop|hands-?on|tutorial|training|\bdojo\b", SessionKind.WORKSHOP),
        (r"ceremony|closing|award|verleihung", SessionKind.CEREMONY),
        (r"signing|unterzeichnung", SessionKind.SIGNING),
        (r"\bbreak\b|coffee|lunch|dinner|pause\b", SessionKind.BREAK),
        (r"concert|dj-?set|music|movie|screening|game|performance|party|social|stand|infodesk|outside|other|sonstiges",
         SessionKind.OTHER),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def kind_of(type_: str) -> SessionKind:
    """Our kind for a file's type: one of our own words, else by what the type mentions, else a talk."""
    word = type_.strip().lower()
    if word in SessionKind.__members__.values():
        return SessionKind(word)
    return next((kind for pattern, kind in _WORDS if pattern.search(word)), SessionKind.TALK)


def type_of(kind: str, carried: str) -> str:
    """The type to write: the one that came with the session as long as it still means its kind, else our word."""
    return carried if carried and kind_of(carried) == kind else kind
