"""Dates, times and durations as files write them. A stated offset fixes the instant; the zone names it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from app import zones
from app.exchange.rules.limits import MAX_MINUTES
from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.raw import RawDay, RawSession
from app.zones import WallTime

__all__ = ["Calendar", "calendar_of", "clock_time", "day_of", "length", "moment", "stated_start", "wall_start"]

_EARLIEST: Final = date(1970, 1, 1)
_LATEST: Final = date(2199, 12, 31)
_LONGEST: Final = 40
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\Z")
_LENGTH: Final = re.compile(r"(\d{1,4}):(\d{2})(?::(\d{2}))?\Z")
_ISO_LENGTH: Final = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?\Z")
_MINUTES: Final = re.compile(r"\d{1,5}\Z")


def moment(text: str | None) -> datetime | None:
    """The date and time of an ISO 8601 text (aware where it states an offset), or None where it states none.

    A date alone is none, and so are years before 1970 and after 2199: no programme lies there.
    """
    written = (text or "").strip()
    if not written or len(written) > _LONGEST or ":" not in written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0, fold=0) if _EARLIEST <= found.date() <= _LATEST else None


def day_of(text: str | None) -> date | None:
    """The date that an ISO 8601 text begins with (``2025-02-01``, ``2025-02-01T09:00:00+01:00``), or None."""
    written = (text or "").strip()[:10]
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def clock_time(text: str | None) -> time | None:
    """The time of day of ``9:05``, ``09:05`` or ``09:05:00``, or None."""
    found = _CLOCK.match((text or "").strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def length(text: str | None) -> int | None:
    """Minutes of ``00:30``, ``1:30``, ``00:30:00``, ``30`` or ``PT1H30M``, None otherwise. Begun minutes count."""
    written = (text or "").strip()
    if found := _LENGTH.match(written):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        total = hours * 60 + minutes + bool(seconds)
    elif found := _ISO_LENGTH.match(written.upper()):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        total = days * 1440 + hours * 60 + minutes + -(-seconds // 60)
    elif _MINUTES.match(written):
        total = int(written)
    else:
        return None
    return total if total <= MAX_MINUTES else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a file. ``change`` is when a day of the programme gives way to the next (``day_change``)."""

    dates: dict[int, date]
    change: time

    def date_of(self, day: int, start: time) -> date | None:
        """The date on which a session listed under the day starts at that time: after midnight it is the next one."""
        found = self.dates.get(day)
        return found + timedelta(days=1) if found and start < self.change else found


def stated_start(raw: RawSession, calendar: Calendar, where: str, notes: Notebook) -> datetime | None:
    """When the session starts: aware where an offset is stated, naive otherwise, None where nothing is stated."""
    start = clock_time(raw.start)
    if at := moment(raw.date):
        if start is not None and start != at.time():
            notes.note(Kind.START_UNLIKE_DATE, where, f"{raw.start} / {raw.date}")
        _compare_day(at.date(), calendar.dates.get(raw.day), where, notes)
        return at
    if start is None:
        stated = raw.date or raw.start
        notes.note(Kind.UNREADABLE_TIME if stated else Kind.NO_TIME, where, stated or "")
        return None
    own = day_of(raw.date)
    on = own or calendar.date_of(raw.day, start)
    if on is None:
        notes.note(Kind.UNREADABLE_TIME if raw.date else Kind.NO_TIME, where, raw.date or raw.start or "")
        return None
    if own is None:
        shown = f"{raw.date} → {on}" if raw.date else f"{on} {raw.start}"
        notes.note(Kind.UNREADABLE_DATE if raw.date else Kind.DATE_FROM_DAY, where, shown)
    if on != calendar.dates.get(raw.day, on):
        notes.note(Kind.OTHER_DAY if own else Kind.AFTER_MIDNIGHT, where, f"{on} {raw.start}")
    return datetime.combine(on, start)


def _compare_day(on: date, listed: date | None, where: str, notes: Notebook) -> None:
    if listed is not None and on != listed:
        notes.note(Kind.OTHER_DAY, where, f"{on} ≠ {listed}")


def wall_start(stated: datetime, zone: str, where: str, notes: Notebook) -> tuple[WallTime, datetime]:
    """The start on the zone's clock, and its instant (UTC). An offset is believed against the zone."""
    if stated.tzinfo is not None:
        at = stated.astimezone(UTC)
        shown = zones.wall(at, zone)
        if shown.local != stated.replace(tzinfo=None):
            notes.note(Kind.ZONE_CONTRADICTS_OFFSET, where, f"{stated.isoformat(timespec='minutes')} · {zone}")
        return shown, at
    notes.note(Kind.NO_OFFSET, where, f"{stated:%Y-%m-%d %H:%M}")
    at = zones.derived_instant(stated, zone, 0)
    if zones.is_gap(stated, zone):
        notes.note(Kind.CLOCK_GAP, where, f"{stated:%Y-%m-%d %H:%M}")
        return zones.wall(at, zone), at
    if zones.is_fold(stated, zone):
        notes.note(Kind.CLOCK_FOLD, where, f"{stated:%Y-%m-%d %H:%M}")
    return WallTime(stated, zone, 0), at


def calendar_of(days: list[RawDay], first: date | None, change: time | None, notes: Notebook) -> Calendar:
    """The date of each day: its own, else counted from the first day of the event where that is known."""
    dates: dict[int, date] = {}
    for day in days:
        found = day_of(day.date) or day_of(day.start)
        if found is None and first is not None:
            found = first + timedelta(days=day.number - 1)
            notes.note(Kind.DAY_WITHOUT_DATE, f"day {day.number}", found)
        if found is not None:
            dates[day.number] = found
    return Calendar(dates, change or time(0))
