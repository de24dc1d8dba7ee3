"""The days of a zone: what happens on which, as its clocks and calendar say.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from app import zones

__all__ = ["Day", "DayEntry", "by_day", "days_after"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DayEntry(Generic[T]):
    """Something on a day; ``start`` and ``end`` are wall times (naive) in the zone shown, None while it has no time."""

    item: T
    start: datetime | None
    end: datetime | None
    past_midnight: bool
    """Goes on after the day it starts on; it is shown under that day only."""


@dataclass(frozen=True, slots=True)
class Day(Generic[T]):
    """A day of the zone shown; ``date`` is None for what has no time yet."""

    date: date | None
    entries: tuple[DayEntry[T], ...]


def by_day(items: Iterable[T], span: Callable[[T], tuple[datetime, datetime] | None], zone_name: str) -> list[Day[T]]:
    """Items under the days on which they start in the zone, in order of time; those without a time last.

    ``span`` gives an item's start and end (instants), or None while it has none. Items that start together stay in the
    order in which they came.
    """
    timed: list[tuple[tuple[datetime, datetime], T]] = []
    waiting: list[DayEntry[T]] = []
    for item in items:
        if found := span(item):
            timed.append((found, item))
        else:
            waiting.append(DayEntry(item, None, None, past_midnight=False))
    timed.sort(key=lambda pair: pair[0][0])  # by instant: in the hour that comes twice, wall times would mix the two
    days: dict[date, list[DayEntry[T]]] = {}
    for (starts_at, ends_at), item in timed:
        start, end = zones.wall(starts_at, zone_name).local, zones.wall(ends_at, zone_name).local
        entry = DayEntry(item, start, end, past_midnight=days_after(start, end) > 0)
        days.setdefault(start.date(), []).append(entry)
    ordered = [Day(day, tuple(entries)) for day, entries in days.items()]
    return [*ordered, Day(None, tuple(waiting))] if waiting else ordered


def days_after(start: datetime, end: datetime) -> int:
    """How many dates after the start's (wall times) something is still going on; 0 if it ends at the next midnight."""
    last = end - timedelta(microseconds=1) if end > start else end
    return max(0, (last.date() - start.date()).days)
