"""How times are said to people: the clocks of several cities, ranges, days, lengths, in the reader's language.

Pure: the language and the translating function are arguments. Formats are those of CLDR for the language, 24 or 12
hours as it has them; what CLDR does not say ("+1 day") goes through gettext. Conversions are those of app/zones.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Protocol

from app import cldr, zones
from app.days import Day, DayEntry, by_day, days_after

__all__ = [
    "CityClock",
    "Day",
    "DayEntry",
    "Light",
    "Place",
    "SessionTimes",
    "TimeRange",
    "TimeWords",
    "by_day",
    "light",
]

Light = Literal["night", "dawn", "day", "dusk"]

_MIDNIGHT: Final = time()
_DAY: Final = timedelta(days=1)


class NGettext(Protocol):
    """Flask-Babel's ngettext, or the like: translates, chooses the plural and fills the places."""

    def __call__(self, singular: str, plural: str, num: int, /, **variables: object) -> str: ...


class Place(NamedTuple):
    """A city whose clock is shown: its name in the reader's language, and its zone."""

    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class CityClock:
    """What a clock in a city shows at an instant, ready to print."""

    city_name: str
    zone: str
    time: str
    """``15:30``, ``3:30 PM``: as the language has it."""
    date: str
    """Short, without the year: ``Thu 9 Dec``."""
    day_shift: int
    """Days ahead of the date in the viewer's zone: 0, 1, −1."""
    offset_label: str
    """``UTC+9``."""
    datetime_iso: str
    """The instant for ``<time datetime>``: ``2021-12-09T06:30:00Z``."""
    band_percent: float
    """How much of the city's day has passed on its clock, 0 to 100."""
    light: Light


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From when until when, on the clock of one zone."""

    text: str
    """``15:30–16:15``, or ``15:30`` alone for what has no length."""
    start: str
    end: str
    end_shift: int
    """Days that the end lies after the start's date; 0 for an end at the midnight that closes it."""
    start_iso: str
    end_iso: str


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When a session is: first for the viewer, then in every host city."""

    own: CityClock
    range: TimeRange
    cities: tuple[CityClock, ...]

    @property
    def others(self) -> tuple[CityClock, ...]:
        """The cities whose clocks show something else than the viewer's."""
        return tuple(city for city in self.cities if (city.time, city.day_shift) != (self.own.time, 0))


def light(local: datetime) -> Light:
    """The light that people expect at an hour of the clock, wherever they are and whatever the season."""
    if local.hour < 6 or local.hour >= 20:
        return "night"
    if local.hour < 8:
        return "dawn"
    return "day" if local.hour < 18 else "dusk"


class TimeWords:
    """Times in one language. Cheap to make: what is worked out is kept for all."""

    def __init__(self, language: str, ngettext: NGettext) -> None:
        """``language`` is a tag as in ``app.texts``; one that CLDR does not know is shown as English."""
        self.language = language
        self.ngettext = ngettext

    def clock(self, moment: datetime, zone: str, name: str = "", *, home: str | None = None) -> CityClock:
        """A city's clock at an instant; ``home`` is the zone whose date is the viewer's (default: the city's own)."""
        return _clock(self.language, moment, zone, name or self.zone_city(zone), home or zone)

    def session(self, start: datetime, end: datetime, *, zone: str, cities: Iterable[Place]) -> SessionTimes:
        """A session's time in the viewer's zone and on the clocks of all the cities."""
        return SessionTimes(
            self.clock(start, zone),
            self.range(start, end, zone),
            tuple(self.clock(start, city.zone, city.name, home=zone) for city in cities),
        )

    def range(self, start: datetime, end: datetime, zone: str) -> TimeRange:
        """From one instant until another on the zone's clock; the same twice for what has no length."""
        return _range(self.language, start, end, zone)

    def line(self, moment: datetime, cities: Iterable[Place]) -> str:
        """All clocks in one line of plain text: ``15:30 Busan · 08:30 Helsinki``; days differ from the first city's."""
        home, said = None, []
        for city in cities:
            home = home or city.zone
            clock = self.clock(moment, city.zone, city.name, home=home)
            shift = f" ({self.shift(clock.day_shift)})" if clock.day_shift else ""
            said.append(f"{clock.time} {clock.city_name}{shift}")
        return " · ".join(said)

    def shift(self, days: int) -> str:
        """``+1 day``, ``−1 day`` (a real minus sign); empty for the same day."""
        if not days:
            return ""
        # In a line from right to left a bare "+1" would be drawn as "1+".
        mark = "\N{LEFT-TO-RIGHT MARK}" if cldr.is_rtl(self.language) else ""
        shown = f"{mark}{'+' if days > 0 else '−'}{abs(days)}"
        return self.ngettext("%(shift)s day", "%(shift)s days", abs(days), shift=shown)

    @property
    def comma(self) -> str:
        """What stands between a day and its time: ``, ``."""
        return cldr.comma(self.language)

    def time(self, local: datetime) -> str:
        """A wall time's hour and minute."""
        return cldr.time_of_day(self.language, local.hour, local.minute)

    def day(self, day: date) -> str:
        """A day, short and without the year: ``Thu 9 Dec``."""
        return cldr.short_date(self.language, day)

    def long_date(self, day: date) -> str:
        """A day with its year, without the weekday: ``9 December 2021``."""
        return cldr.long_date(self.language, day)

    def days(self, first: date, last: date) -> str:
        """From one day to another: ``1–2 Feb 2025``; the same twice is one long date."""
        return self.long_date(first) if first == last else cldr.date_interval(self.language, first, last)

    def heading(self, day: date) -> str:
        """A day in full, for a heading: ``Thursday, 9 December 2021``."""
        return cldr.full_date(self.language, day)

    def duration(self, minutes: int) -> str:
        """A length: ``45 mins``, ``1 hr 30 mins``; empty for none."""
        return cldr.duration(self.language, minutes)

    def zone_city(self, zone: str) -> str:
        """The place a zone is named after, in the language: ``Helsingfors``. For what no city of ours stands for."""
        return cldr.zone_city(self.language, zone)


@lru_cache(maxsize=8192)
def _clock(language: str, moment: datetime, zone: str, name: str, home: str) -> CityClock:
    local = zones.wall(moment, zone).local
    return CityClock(
        city_name=name,
        zone=zone,
        time=cldr.time_of_day(language, local.hour, local.minute),
        date=cldr.short_date(language, local.date()),
        day_shift=zones.day_shift(moment, zone, home) if home != zone else 0,
        offset_label=zones.offset_label(moment, zone),
        datetime_iso=_iso(moment),
        band_percent=round((local - datetime.combine(local, _MIDNIGHT)) / _DAY * 100, 2),
        light=light(local),
    )


@lru_cache(maxsize=8192)
def _range(language: str, start: datetime, end: datetime, zone: str) -> TimeRange:
    first, last = zones.wall(start, zone).local, zones.wall(end, zone).local
    return TimeRange(
        text=cldr.interval(language, first.time(), last.time())
        if end > start
        else cldr.time_of_day(language, first.hour, first.minute),
        start=cldr.time_of_day(language, first.hour, first.minute),
        end=cldr.time_of_day(language, last.hour, last.minute),
        end_shift=days_after(first, last),
        start_iso=_iso(start),
        end_iso=_iso(end),
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
