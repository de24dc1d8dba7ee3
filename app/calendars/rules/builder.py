"""From plain values to iCalendar octets (RFC 5545, RFC 7986). Knows no table, no request, no clock.

A calendar is a header, the time zones its entries use, and the entries. Equal values give equal octets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Final, ParamSpec, TypeVar

from icalendar import Calendar, vDuration, vUri

from app.calendars.rules import cleaning
from app.calendars.rules.cleaning import Text
from app.calendars.rules.octets import octets
from app.calendars.rules.scheduling import Meeting, Method, asked
from app.calendars.rules.vevent import Entry, event_of, row, row_of
from app.calendars.rules.vtimezone import vtimezone
from app.links import web_address

__all__ = ["Feed", "LeftOut", "Written", "attempt", "download", "feed", "message"]

PRODID: Final = "-//Meridian//Calendar 1//EN"
_ANY_YEAR: Final = 2000
_END: Final = b"END:VCALENDAR\r\n"

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a subscription is called and where it comes from. ``zone`` is shown where there is no entry at all."""

    name: str
    address: str
    """Its own absolute address (SOURCE)."""
    page: str = ""
    """The page it belongs to (URL)."""
    zone: str = "UTC"
    refresh: timedelta = field(default=timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that could not be made or written; the rest was (promise P18)."""

    uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """A calendar's octets, and the rows that are missing in it."""

    octets: bytes
    left_out: tuple[LeftOut, ...] = ()


def feed(feed: Feed, entries: Iterable[Entry]) -> Written:
    """A calendar to subscribe to: no METHOD, no ORGANIZER, no ATTENDEE. A row that cannot be written is left out.

    A calendar must hold something (RFC 5545, section 3.6): without entries, that is the time zone.
    """
    header = _header()
    # As Text: icalendar's own `calendar_name=` is written without escapes.
    header["NAME"] = header["X-WR-CALNAME"] = Text(cleaning.line(feed.name))
    refresh = vDuration(feed.refresh)
    header["X-PUBLISHED-TTL"] = refresh
    header["REFRESH-INTERVAL"] = vDuration(feed.refresh, params={"VALUE": "DURATION"})
    if source := web_address(feed.address):
        header["SOURCE"] = vUri(source, params={"VALUE": "URI"})
    if page := web_address(feed.page):
        header["URL"] = vUri(page)
    return _calendar(header, entries, feed.zone)


def download(entry: Entry) -> bytes:
    """A calendar with this one entry and without a name: Outlook would open a new calendar for it.

    :raises ValueError: the entry cannot be written; the reason is for the log.
    """
    written = _calendar(_header(), [entry])
    if written.left_out:
        raise ValueError(written.left_out[0].reason)
    return written.octets


def message(entry: Entry, meeting: Meeting) -> bytes:
    """An iTIP message about this entry to one attendee (RFC 5546, sections 3.2.2 and 3.2.5).

    :raises ValueError: the entry or an address cannot be written; the reason is for the log.
    """
    made = row_of(asked(event_of(entry), meeting))
    return _joined(_header_of(meeting.method), {entry.zone: set(made.years)} if made.years else {}, [made.octets])


def attempt(uid: str, make: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T | LeftOut:
    """What ``make`` gives, or the row left out with the reason why.

    Anything may be wrong with a row of an imported programme, and nobody's calendar may fail for another's row:
    this is the one place that catches everything, and what it catches is reported.
    """
    try:
        return make(*args, **kwargs)
    except Exception as error:
        return LeftOut(uid, f"{type(error).__name__}: {error}")


@cache
def _header_of(method: Method) -> bytes:
    header = _header()
    header["METHOD"] = Text(method.value)
    return _opening(header)


def _header() -> Calendar:
    header = Calendar()
    header["VERSION"] = Text("2.0")
    header["PRODID"] = Text(PRODID)
    return header


def _calendar(header: Calendar, entries: Iterable[Entry], zone: str = "UTC") -> Written:
    rows, left_out = [], []
    years: dict[str, set[int]] = {}
    for entry in entries:
        written = attempt(entry.uid, row, entry)
        if isinstance(written, LeftOut):
            left_out.append(written)
            continue
        rows.append(written.octets)
        if written.years:
            years.setdefault(entry.zone, set()).update(written.years)
    if not rows and zone != "UTC":
        years = {zone: {_ANY_YEAR}}
    return Written(_joined(_opening(header), years, rows), tuple(left_out))


def _opening(header: Calendar) -> bytes:
    return octets(header).removesuffix(_END)


def _joined(opening: bytes, years: Mapping[str, set[int]], rows: Iterable[bytes]) -> bytes:
    parts = [vtimezone(name, min(used), max(used)) for name, used in sorted(years.items())]
    return b"".join([opening, *parts, *rows, _END])
