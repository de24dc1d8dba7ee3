"""What CLDR says of times, dates, lengths and zones in a language; by way of Babel, and kept.

Pure. Babel reads a pattern anew at each call, which a page with thousands of times would feel: here each time of day,
date and length is worked out once per language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_timezone_location
from babel.units import format_unit

from app import zones

__all__ = [
    "comma", "date_interval", "duration", "full_date", "interval", "is_rtl", "long_date", "short_date", "time_of_day",
    "zone_city",
]  # fmt: skip

_LOCALES: Final = {"en": "en_GB"}
"""A plain "en" would be the English of the United States, with AM and PM and the month first; theirs is ``en-us``."""

_ARABIC_LETTERS: Final = {"ar", "ckb", "fa", "ps", "sd", "ug", "ur"}


def is_rtl(language: str) -> bool:
    """Whether the language is written from right to left."""
    return bool(_locale(language).text_direction == "rtl")


def comma(language: str) -> str:
    """What stands between the things in a line: ``, `` or, in Arabic letters, ``، ``."""
    return "، " if _locale(language).language in _ARABIC_LETTERS else ", "


@lru_cache(maxsize=4096)
def time_of_day(language: str, hour: int, minute: int) -> str:
    """``15:30``, ``15.30``, ``3:30 PM``."""
    return format_time(time(hour, minute), "short", locale=_locale(language))


@lru_cache(maxsize=4096)
def interval(language: str, start: time, end: time) -> str:
    """``15:30–16:15``, ``3:30 – 4:15 PM``."""
    if start == end:  # a day apart; CLDR would say it once
        return "–".join([time_of_day(language, start.hour, start.minute)] * 2)
    locale = _locale(language)
    skeleton = "hm" if "a" in locale.time_formats["short"].pattern else "Hm"
    return format_interval(start, end, skeleton, locale=locale)


@lru_cache(maxsize=4096)
def short_date(language: str, day: date) -> str:
    """``Thu 9 Dec``: with the weekday, without the year."""
    return format_skeleton("MMMEd", datetime.combine(day, time()), locale=_locale(language))


@lru_cache(maxsize=4096)
def long_date(language: str, day: date) -> str:
    """``9 December 2021``."""
    return format_date(day, "long", locale=_locale(language))


@lru_cache(maxsize=4096)
def date_interval(language: str, first: date, last: date) -> str:
    """``1–2 Feb 2025``, ``31 Jan – 2 Feb 2025``."""
    return format_interval(first, last, "yMMMd", locale=_locale(language))


@lru_cache(maxsize=4096)
def full_date(language: str, day: date) -> str:
    """``Thursday, 9 December 2021``."""
    return format_date(day, "full", locale=_locale(language))


@lru_cache(maxsize=1024)
def duration(language: str, minutes: int) -> str:
    """``1 hr 30 mins``; empty for 0."""
    counted = zip(divmod(minutes, 60), ("duration-hour", "duration-minute"), strict=True)
    return " ".join(format_unit(number, unit, "short", locale=_locale(language)) for number, unit in counted if number)


@lru_cache(maxsize=4096)
def zone_city(language: str, zone: str) -> str:
    """The place that a zone is named after: ``Helsingfors`` for Europe/Helsinki in Swedish."""
    known = _locale(language).time_zones
    for name in (zone, *_known_as(zone)):
        if city := known.get(name, {}).get("city"):
            return str(city)
    said = get_timezone_location(zones.zone(zone), locale=_locale(language), return_city=True)
    return said.rsplit("/", 1)[-1]


def _known_as(zone: str) -> Iterator[str]:
    """Other names of a zone. CLDR keeps the first that it ever had: the texts of Kolkata are those of Asia/Calcutta."""
    newest = get_global("zone_aliases").get(zone, zone)
    yield newest
    yield from (old for old, new in get_global("zone_aliases").items() if new == newest and old != zone)


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_LOCALES.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")
