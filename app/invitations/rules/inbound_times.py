"""Times in calendars of other programs, as instants. Pure, and nothing of one calendar is remembered for the next."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from app.zones import derived_instant
from app.zones_names import meant

__all__ = ["Observance", "instant_of", "length_of", "observance"]

_YEARS: Final = range(1970, 2200)
_DATE_TIME: Final = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)
_OFFSET: Final = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_DAY: Final = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_LENGTH: Final = re.compile(r"\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?")
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WINDOWS: Final = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@dataclass(frozen=True)
class Observance:
    """STANDARD or DAYLIGHT of a VTIMEZONE (RFC 5545, section 3.6.5); ``onsets`` as clocks show it before, naive."""

    onsets: tuple[datetime, ...]
    before: timedelta
    after: timedelta
    rule: Mapping[str, str]

    def last_onset(self, local: datetime) -> datetime | None:
        """When it last began before clocks show ``local`` (naive); a time that clocks skip counts as before."""
        skipped = max(self.after - self.before, timedelta())
        yearly = [self._in_year(year) for year in (local.year - 1, local.year)] if self.rule else []
        begun = [onset for onset in (*self.onsets, *yearly) if onset and onset + skipped <= local]
        return max(begun, default=None)

    def _in_year(self, year: int) -> datetime | None:
        """The onset of its YEARLY rule, by month and by days of the week or month; None before it starts or after."""
        first = self.onsets[0]
        month = _number(self.rule.get("BYMONTH", ""), first.month)
        if not 1 <= month <= 12:
            return None
        weekdays = [found for day in self.rule.get("BYDAY", "").split(",") if (found := _DAY.fullmatch(day))]
        dates = {_number(day, 0) for day in self.rule.get("BYMONTHDAY", "").split(",")} - {0}
        names = {found[2] for found in weekdays}
        month_days = [datetime(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
        fitting = [day for day in month_days if not names or _DAYS[day.weekday()] in names]
        if dates or not names:
            fitting = [day for day in fitting if day.day in (dates or {first.day})]
        place = _number((weekdays[0][1] if weekdays else "") or self.rule.get("BYSETPOS", ""), 1)
        if not 1 <= abs(place) <= len(fitting):
            return None
        onset = datetime.combine(fitting[place - 1 if place > 0 else place], first.time())
        until = self.rule.get("UNTIL", "")[:8]
        return onset if onset >= first and not (until and f"{onset:%Y%m%d}" > until) else None


def observance(start: str, dates: Sequence[str], offsets: tuple[str, str], rule: str) -> Observance | None:
    """From DTSTART, RDATEs, (TZOFFSETFROM, TZOFFSETTO) and RRULE as they are written; None where one cannot be read."""
    first, before, after = _naive(start), _offset(offsets[0]), _offset(offsets[1])
    if first is None or before is None or after is None:
        return None
    onsets = (first, *(onset for text in dates for each in text.split(",")[:300] if (onset := _naive(each))))
    parts = {
        name.strip(): value.strip() for name, _, value in (each.partition("=") for each in rule.upper().split(";"))
    }
    return Observance(onsets, before, after, parts if parts.get("FREQ") == "YEARLY" else {})


def instant_of(value: str, tzid: str, own: Mapping[str, Sequence[Observance]]) -> datetime | None:
    """The instant (aware, UTC) of a DATE-TIME; None for a date, a floating time, an unknown zone, another century.

    The zone is the IANA one of that name, else Windows' (CLDR's table), else what the calendar itself says in ``own``,
    by TZID: names are more often right than the rules that programs write beside them.
    """
    local = _naive(value.strip().upper())
    if local is None or local.year not in _YEARS:
        return None
    if value.strip().upper().endswith("Z"):
        return local.replace(tzinfo=UTC)
    tzid = tzid.strip().strip('"')
    if name := _zone_named(tzid):
        return derived_instant(local, name)
    offset = _offset_at(local, own.get(tzid, ()))
    return None if offset is None else (local - offset).replace(tzinfo=UTC)


def length_of(value: str) -> timedelta | None:
    """A DURATION (RFC 5545, section 3.3.6) that is more than nothing."""
    found = _LENGTH.fullmatch(value.strip().upper())
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0,) * 5
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds) or None


def _zone_named(tzid: str) -> str | None:
    """The accepted zone that the name means, also behind a vendor's prefix (RFC 5545, section 3.2.19)."""
    if len(tzid) > 100:
        return None
    parts = tzid.strip("/").split("/")
    names = (tzid, _WINDOWS.get(tzid.casefold(), ""), "/".join(parts[-3:]), "/".join(parts[-2:]))
    return next((zone for name in names if name and (zone := meant(name))), None)


def _offset_at(local: datetime, observances: Sequence[Observance]) -> timedelta | None:
    begun = [(onset, each.after) for each in observances if (onset := each.last_onset(local))]
    if begun:
        return max(begun)[1]
    return min(((each.onsets[0], each.before) for each in observances), default=(None, None))[1]


def _naive(value: str) -> datetime | None:
    found = _DATE_TIME.fullmatch(value)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, min(second, 59))  # 60 is a leap second
    except ValueError:
        return None


def _offset(value: str) -> timedelta | None:
    found = _OFFSET.fullmatch(value.strip())
    if not found:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return None if length >= timedelta(days=1) else -length if found[1] == "-" else length


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[+-]?\d{1,3}", text, re.ASCII) else otherwise
