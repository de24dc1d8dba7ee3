"""How beats make a visit, and a visit a view. Pure.

A beat says how long its tab has watched and been present since the visit began, not since the beat before. So a beat
that is lost, repeated or late neither adds nor takes: only growth beyond the highest that a tab ever said counts, and
the growth of all tabs together never more than the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

__all__ = ["FRESH", "SILENCE", "VIEW_MS", "Known", "Tab", "Told", "begun", "continues", "heard", "is_repeat"]

SILENCE: Final = timedelta(minutes=30)
"""After so long without a beat the next one begins another visit."""
FRESH: Final = timedelta(seconds=45)
"""Whose last beat is no older is here now: three beats, of which two may be lost."""
VIEW_MS: Final = 10_000
"""Milliseconds watched (present, where there is no video) that make a visit a view."""
LEAD: Final = timedelta(seconds=60)
"""How much time before the first beat that arrives is believed: earlier ones may have been lost."""
MOST_TABS: Final = 8
"""Tabs remembered of one visit; the one that was quiet longest is forgotten first."""


@dataclass(frozen=True)
class Tab:
    """The highest that one tab (or device) said of a visit, and when its growth last counted (ms since 1970)."""

    number: int = -1
    watched_ms: int = 0
    present_ms: int = 0
    watched_at: int = 0
    present_at: int = 0


@dataclass(frozen=True)
class Told:
    """What a beat says. ``at`` is when it arrived, by our clock; ``number`` counts the beats of its tab."""

    tab: str
    at: datetime
    number: int
    watched_ms: int
    present_ms: int
    has_video: bool


@dataclass(frozen=True)
class Known:
    """A visit as far as its beats tell."""

    first_at: datetime
    last_at: datetime
    watched_ms: int = 0
    present_ms: int = 0
    has_video: bool = False
    viewed_at: datetime | None = None
    """When it became a view. A view stays one (promise P3)."""
    tabs: Mapping[str, Tab] = field(default_factory=dict)


def continues(known: Known, told: Told) -> bool:
    """Whether the beat belongs to this visit. A clock that went backwards ends none."""
    return told.at - known.last_at < SILENCE


def is_repeat(known: Known, told: Told) -> bool:
    """Whether the beat says nothing that its tab had not said before: sent twice, or overtaken by a later one."""
    tab = known.tabs.get(told.tab, Tab())
    is_news = told.number > tab.number or told.watched_ms > tab.watched_ms or told.present_ms > tab.present_ms
    return not is_news


def begun(told: Told, *, since: datetime, before: Tab | None = None) -> Known:
    """A visit that begins with this beat. ``before``: what its tab had counted in a visit that ended."""
    known = Known(first_at=told.at, last_at=told.at)
    if before is not None:
        known = replace(known, tabs={told.tab: replace(before, watched_at=0, present_at=0)})
    return heard(known, told, since=since)


def heard(known: Known, told: Told, *, since: datetime) -> Known:
    """The visit after one more beat. ``since``: before this nothing counts (the doors were closed)."""
    tab = known.tabs.get(told.tab, Tab())
    others = [other for name, other in known.tabs.items() if name != told.tab]
    at = _ms(told.at)
    earliest = _ms(max(known.first_at - LEAD, since))
    watched = _counted(
        told.watched_ms - tab.watched_ms, at=at, clock=at - earliest - known.watched_ms,
        others=max((other.watched_at for other in others), default=0),
    )  # fmt: skip
    present = _counted(
        told.present_ms - tab.present_ms, at=at, clock=at - earliest - known.present_ms,
        others=max((other.present_at for other in others), default=0),
    )  # fmt: skip
    now = Tab(
        number=max(tab.number, told.number),
        watched_ms=max(tab.watched_ms, told.watched_ms),
        present_ms=max(tab.present_ms, told.present_ms),
        watched_at=at if watched else tab.watched_at,
        present_at=at if present else tab.present_at,
    )
    after = replace(
        known,
        last_at=max(known.last_at, told.at),
        watched_ms=known.watched_ms + watched,
        present_ms=known.present_ms + present,
        has_video=known.has_video or told.has_video,
        tabs=_remembered(known.tabs, told.tab, now),
    )
    return replace(after, viewed_at=after.viewed_at or (told.at if _is_view(after) else None))


def _counted(growth: int, *, at: int, clock: int, others: int) -> int:
    """Milliseconds of a tab's growth that count: no more than the clock leaves, and none that another tab had."""
    return max(0, min(growth, clock, at - others))


def _is_view(known: Known) -> bool:
    return (known.watched_ms if known.has_video else known.present_ms) >= VIEW_MS


def _remembered(tabs: Mapping[str, Tab], name: str, tab: Tab) -> dict[str, Tab]:
    kept = {**{other: old for other, old in tabs.items() if other != name}, name: tab}
    return dict(list(kept.items())[-MOST_TABS:])


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
