"""VTIMEZONE from the zone database, written so that every reader gets the instants right (RFC 5545, section 3.6.5).

icalendar's own is off by the gap at every spring change and gives lists of dates where Outlook wants one yearly rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDatetime, vRecur, vUTCOffset

from app import zones
from app.calendars.rules.cleaning import Text
from app.calendars.rules.octets import octets

__all__ = ["Observance", "observances", "vtimezone"]

# A rule is chosen by how long it will hold: the last Sunday of March may be the fourth one for some years.
_FORESIGHT: Final = 8
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK: Final = 7
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class _Change:
    """A change of a zone's offset; ``local`` is the wall time before it (naive), as onsets are written."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str


@dataclass(frozen=True)
class Observance:
    """One STANDARD or DAYLIGHT: onsets are ``first``, then by the yearly rule (if any), then ``dates``."""

    daylight: bool
    before: timedelta
    after: timedelta
    name: str
    first: datetime
    rule: tuple[int, str] | None = None
    """Month and BYDAY, ``(3, "-1SU")``."""
    until: datetime | None = None
    """The rule's last onset, wall time before the change; None where it goes on."""
    dates: tuple[datetime, ...] = ()


@lru_cache(maxsize=1024)
def vtimezone(zone_name: str, first_year: int, last_year: int) -> bytes:
    """The component, as octets, for wall times of these years (of the zone's own calendar, both included).

    :raises UnknownZone: the name is no accepted one.
    """
    component = Timezone()
    component["TZID"] = Text(zone_name)
    for one in observances(zone_name, first_year, last_year):
        component.add_component(_written(one))
    return octets(component)


def observances(zone_name: str, first_year: int, last_year: int) -> tuple[Observance, ...]:
    """What the years need: one STANDARD and at most one DAYLIGHT, each with a yearly rule, wherever the law allows it.

    The larger of two offsets is called DAYLIGHT whatever the law calls it (Dublin's winter time), as Outlook expects.
    """
    changes = _changes(zone_name, first_year - 1, last_year + _FORESIGHT)
    start = datetime(first_year, 1, 1)
    kept = [change for change in changes if change.local.year <= last_year + 1]
    in_force = [change for change in kept if change.local <= start][-1:]
    kept = [
        *(in_force or [_opening(zones.zone(zone_name), start)]),
        *(change for change in kept if change.local > start),
    ]
    offsets = {change.after for change in kept}

    def kind(change: _Change) -> tuple[timedelta, timedelta]:
        return change.before, change.after

    found = []
    for _, group in groupby(sorted(kept, key=kind), kind):
        mine = sorted(group, key=lambda change: change.local)
        later = [change for change in changes if kind(change) == kind(mine[0]) and change.local > mine[-1].local]
        daylight = len(offsets) > 1 and mine[0].after == max(offsets)
        plain = Observance(daylight, *kind(mine[0]), mine[0].name, mine[0].local)
        changing = len(offsets) > 1 and plain.before != plain.after
        found.append(_ruled(plain, mine, later, last_year + 1) if changing else plain)
    return tuple(sorted(found, key=lambda one: one.first))


def _ruled(plain: Observance, mine: Sequence[_Change], later: Sequence[_Change], last_year: int) -> Observance:
    """With the rule that holds longest from the first onset on; onsets it does not give are listed as dates.

    A rule of a single year still gets written: Outlook takes no change of clocks without a rule.
    """
    onsets = [change.local for change in (*mine, *later)]
    byday, held = max(((day, _held(day, onsets)) for day in _bydays(onsets[0])), key=lambda pair: pair[1])
    ruled = replace(plain, rule=(onsets[0].month, byday))
    if held >= len(mine) and onsets[held - 1].year >= last_year:
        return ruled
    held = min(held, len(mine))
    return replace(ruled, until=onsets[held - 1], dates=tuple(onsets[held : len(mine)]))


def _bydays(onset: datetime) -> Iterator[str]:
    """The yearly rules that a day fits: from its month's end, and from its beginning."""
    if (onset + timedelta(days=_WEEK)).month != onset.month:
        yield f"-1{_WEEKDAYS[onset.weekday()]}"
    if (nth := (onset.day - 1) // _WEEK + 1) < 5:
        yield f"{nth}{_WEEKDAYS[onset.weekday()]}"


def _held(byday: str, onsets: Sequence[datetime]) -> int:
    """How many of the onsets, from the first on, a yearly rule gives without a gap."""
    first = onsets[0]
    for count, onset in enumerate(onsets):
        same = onset.year == first.year + count and onset.month == first.month and onset.time() == first.time()
        if not same or byday not in _bydays(onset):
            return count
    return len(onsets)


def _changes(zone_name: str, first_year: int, last_year: int) -> list[_Change]:
    return [change for year in range(first_year, last_year + 1) for change in _changes_of(zone_name, year)]


@lru_cache(maxsize=4096)
def _changes_of(zone_name: str, year: int) -> tuple[_Change, ...]:
    """All changes of offset in a year (UTC), by looking at the days that may have one and halving those that have."""
    zone = zones.zone(zone_name)
    found = []
    for low in _restless_days(zone, year):
        high = low + _DAY
        before = _offset(low, zone)
        if _offset(high, zone) != before:
            moment = _moment(zone, low, high, before)
            after, name = _offset(high, zone), moment.astimezone(zone).tzname() or ""
            found.append(_Change((moment + before).replace(tzinfo=None), before, after, name))
    return tuple(found)


def _restless_days(zone: tzinfo, year: int) -> list[datetime]:
    """The days of a year (UTC) around which clocks show another offset at one midnight than at the next.

    Asked by wall time, which needs no conversion: most days of most zones are told apart by that alone. No clock is a
    whole day from UTC, so a change falls between the midnights before and after its day.
    """
    midnights = _midnights(year)
    offsets = [zone.utcoffset(midnight) for midnight in midnights]
    moved = [place for place, (one, other) in enumerate(pairwise(offsets)) if one != other]
    around = {place for each in moved for place in range(each - 1, each + 2) if 0 < place < len(midnights) - 2}
    return [midnights[place].replace(tzinfo=UTC) for place in sorted(around)]


@lru_cache(maxsize=64)
def _midnights(year: int) -> tuple[datetime, ...]:
    """Of a year's days and of the first one after it, with one more on each side."""
    first, days = datetime(year, 1, 1), (datetime(year + 1, 1, 1) - datetime(year, 1, 1)).days
    return tuple(first + timedelta(days=day) for day in range(-1, days + 2))


def _moment(zone: tzinfo, low: datetime, high: datetime, before: timedelta) -> datetime:
    """The second from which on the offset is no longer ``before``."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high


def _opening(zone: tzinfo, start: datetime) -> _Change:
    """A zone that did not change for a year starts with what it has."""
    there = start.replace(tzinfo=zone)
    offset = there.utcoffset() or timedelta(0)
    return _Change(start, offset, offset, there.tzname() or "")


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _written(one: Observance) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneDaylight() if one.daylight else TimezoneStandard()
    component["DTSTART"] = vDatetime(one.first)
    component["TZOFFSETFROM"] = vUTCOffset(one.before)
    component["TZOFFSETTO"] = vUTCOffset(one.after)
    if one.name:
        component["TZNAME"] = Text(one.name)
    if one.rule is not None:
        rule: dict[str, object] = {"FREQ": "YEARLY", "BYMONTH": one.rule[0], "BYDAY": one.rule[1]}
        if one.until is not None:
            # UNTIL is in UTC; some readers take it for wall time and would lose the last onset: a day more is harmless.
            rule["UNTIL"] = (one.until - one.before + timedelta(days=1)).replace(tzinfo=UTC)
        component["RRULE"] = vRecur(rule)
    if one.dates:
        component["RDATE"] = [vDatetime(date) for date in one.dates]
    return component
