"""What an agenda holds, which of its sessions collide, and who reads its calendar links. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from app.errors import N_, RuleBroken

__all__ = [
    "LONGEST_NAME", "MOST_LINKS", "MOST_PICKS", "Span", "at_the_same_time", "check_links", "check_picks", "is_due",
    "program_in",
]  # fmt: skip

MOST_PICKS: Final = 1000
"""Sessions in one person's agenda, those of past events too."""
MOST_LINKS: Final = 10
"""Calendar links of one person."""
LONGEST_NAME: Final = 60

_READ_EVERY: Final = timedelta(hours=1)
"""Calendars ask every few minutes; so often that a link was read is noted."""
_PROGRAM = re.compile(r"[A-Za-z0-9._-]{1,40}")

Span = tuple[datetime, datetime]


def check_picks(before: int) -> None:
    """Refuse one session more than an agenda holds."""
    if before >= MOST_PICKS:
        raise RuleBroken(
            N_("Your agenda holds %(most)s sessions at most. Take out some that are over."), most=MOST_PICKS
        )


def check_links(before: int) -> None:
    """Refuse one calendar link more than a person may have."""
    if before >= MOST_LINKS:
        raise RuleBroken(N_("You have %(most)s calendar links, more are not possible. Revoke one."), most=MOST_LINKS)


def at_the_same_time(spans: Sequence[Span | None]) -> list[list[int]]:
    """For each span of instants the places of those that overlap it, earliest first.

    What begins when another ends does not overlap it; nor does what has no length, or no time (None).
    """
    found: list[list[int]] = [[] for _ in spans]
    timed = sorted((span, place) for place, span in enumerate(spans) if span is not None and span[0] < span[1])
    under_way: list[tuple[datetime, int]] = []
    for (start, end), place in timed:
        under_way = [(until, other) for until, other in under_way if until > start]
        for _, other in under_way:
            found[other].append(place)
        found[place].extend(other for _, other in under_way)
        under_way.append((end, place))
    order = {place: number for number, (_, place) in enumerate(timed)}
    return [sorted(others, key=order.__getitem__) for others in found]


def is_due(read_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to note that a link was read. A clock that was set back does not stop it."""
    return read_at is None or abs(now - read_at) >= _READ_EVERY


def program_in(user_agent: str) -> str:
    """The program that calls itself so, by its first word and without its version: ``iOS``; empty where it has none."""
    found = _PROGRAM.match(user_agent.strip().partition("/")[0])
    return found[0] if found else ""
