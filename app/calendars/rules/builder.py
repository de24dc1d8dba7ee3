"""From plain values to iCalendar octets (RFC 5545, RFC 7986). Knows no table, no request, no clock.

A calendar is a header, the time zones its entries use, and the entries. Equal values give equal octets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final, ParamSpec, TypeVar

from icalendar import Calendar, Event, vDatetime, vDuration, vInt, vUri

from app import zones
from app.calendars.rules import cleaning
from app.calendars.rules.cleaning import Text
from app.calendars.rules.octets import octets
from app.calendars.rules.vtimezone import vtimezone

__all__ = ["Entry", "Feed", "JoinLink", "LeftOut", "Status", "Written", "attempt", "download", "feed"]

PRODID: Final = "-//Meridian//Calendar 1//EN"
# Beyond these years, readers disagree about everything.
_YEARS: Final = range(1900, 2200)
_LARGEST_SEQUENCE: Final = 2**31 - 1
_END: Final = b"END:VCALENDAR\r\n"

P = ParamSpec("P")
T = TypeVar("T")


class Status(Enum):
    """STATUS of a VEVENT."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class JoinLink:
    """Where one takes part in a browser, and what the link is called (CONFERENCE, RFC 7986, section 5.11)."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One session as a calendar shows it. All instants are aware; ``zone`` is an accepted name.

    ``uid`` was made once and is stored; ``sequence`` is that of the release; ``changed_at`` is when what is shown here
    last changed, so that the same release gives the same octets at any time.
    """

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    created_at: datetime
    changed_at: datetime
    sequence: int = 0
    status: Status = Status.CONFIRMED
    description: str = ""
    """Plain text, lines end with ``\\n``."""
    location: str = ""
    url: str = ""
    join: JoinLink | None = None
    categories: tuple[str, ...] = ()


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
    header["SOURCE"] = vUri(cleaning.web_address(feed.address), params={"VALUE": "URI"})
    if page := cleaning.web_address(feed.page):
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


def attempt(uid: str, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | LeftOut:
    """What ``make`` gives, or the row left out with the reason why.

    Anything may be wrong with a row of an imported programme, and nobody's calendar may fail for another's row:
    this is the one place that catches everything, and what it catches is reported.
    """
    try:
        return make(*args, **kwargs)
    except Exception as error:
        return LeftOut(uid, f"{type(error).__name__}: {error}")


def _header() -> Calendar:
    header = Calendar()
    header["VERSION"] = Text("2.0")
    header["PRODID"] = Text(PRODID)
    return header


def _calendar(header: Calendar, entries: Iterable[Entry], zone: str = "UTC") -> Written:
    rows, left_out = [], []
    years: dict[str, set[int]] = {}
    for entry in entries:
        row = attempt(entry.uid, _row, entry)
        if isinstance(row, LeftOut):
            left_out.append(row)
            continue
        written, times = row
        rows.append(written)
        if times is not None:
            years.setdefault(entry.zone, set()).update(time.year for time in times)
    if not rows and zone != "UTC":
        years = {zone: {2000}}
    parts = [vtimezone(name, min(used), max(used)) for name, used in sorted(years.items())]
    return Written(b"".join([octets(header).removesuffix(_END), *parts, *rows, _END]), tuple(left_out))


_Times = tuple[datetime, datetime]


def _row(entry: Entry) -> tuple[bytes, _Times | None]:
    times = _wall_times(entry)
    return octets(_event(entry, times)), times


def _wall_times(entry: Entry) -> _Times | None:
    """Start and end as wall times (naive) of the entry's zone; None where only UTC says what is meant.

    Readers disagree about wall times that come twice (RFC 5545, section 3.3.5 means the first, some take the second).
    """
    if not (entry.starts_at < entry.ends_at and entry.starts_at.year in _YEARS and entry.ends_at.year in _YEARS):
        raise ValueError(f"No time for a calendar: {entry.starts_at} to {entry.ends_at}")
    if entry.zone == "UTC":
        return None
    start, end = (zones.wall(moment, entry.zone).local for moment in (entry.starts_at, entry.ends_at))
    if zones.is_fold(start, entry.zone) or zones.is_fold(end, entry.zone):
        return None
    return start, end


def _event(entry: Entry, times: _Times | None) -> Event:
    if not 0 <= entry.sequence <= _LARGEST_SEQUENCE:
        raise ValueError(f"No SEQUENCE: {entry.sequence}")
    event = Event()
    event["UID"] = Text(cleaning.uid(entry.uid))
    event["SUMMARY"] = Text(_named(cleaning.line(entry.summary)))
    event["DTSTART"], event["DTEND"] = _times(entry, times)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = vDatetime(_utc(entry.changed_at))
    event["CREATED"] = vDatetime(_utc(entry.created_at))
    event["SEQUENCE"] = vInt(entry.sequence)
    event["STATUS"] = Text(entry.status.value)
    event["TRANSP"] = Text("TRANSPARENT" if entry.status is Status.CANCELLED else "OPAQUE")
    _add_texts(event, entry)
    return event


def _times(entry: Entry, times: _Times | None) -> tuple[vDatetime, vDatetime]:
    if times is None:
        return vDatetime(_utc(entry.starts_at)), vDatetime(_utc(entry.ends_at))
    start, end = (vDatetime(local) for local in times)
    # Naive, and named here: icalendar would write an aware time of a zone that is level with UTC (Accra) as UTC.
    start.params["TZID"] = end.params["TZID"] = entry.zone
    return start, end


def _add_texts(event: Event, entry: Entry) -> None:
    """What may be empty and then is left out: RFC 5545 has no use for empty properties and Outlook stumbles."""
    texts = {"DESCRIPTION": cleaning.block(entry.description), "LOCATION": cleaning.line(entry.location)}
    for name, text in texts.items():
        if text:
            event[name] = Text(text)
    if url := cleaning.web_address(entry.url):
        event["URL"] = vUri(url)
    if entry.join and (url := cleaning.web_address(entry.join.url)):
        named = {"LABEL": name} if (name := cleaning.label(entry.join.label)) else {}
        event["CONFERENCE"] = vUri(url, params={"VALUE": "URI", "FEATURE": "VIDEO", **named})
    if categories := [Text(text) for text in map(cleaning.line, entry.categories) if text]:
        event["CATEGORIES"] = categories


def _named(summary: str) -> str:
    if not summary:
        raise ValueError("No SUMMARY")
    return summary


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
