"""One entry of a calendar as a VEVENT (RFC 5545, section 3.6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Final, NamedTuple

from icalendar import Event, vDate, vDatetime, vInt, vUri

from app import zones
from app.calendars.rules import cleaning
from app.calendars.rules.cleaning import Text
from app.calendars.rules.octets import octets
from app.links import web_address

__all__ = ["Entry", "JoinLink", "Row", "Status", "event_of", "row", "row_of"]

# Beyond these years, readers disagree about everything.
_YEARS: Final = range(1900, 2200)
_LARGEST_SEQUENCE: Final = 2**31 - 1


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
    backstage: JoinLink | None = None
    """Where speakers enter the studio: in invitations only."""
    categories: tuple[str, ...] = ()
    all_day: bool = False
    """Whole days of the zone: only the dates of start and end count, the end's being the first day after."""


class Row(NamedTuple):
    """An entry as octets."""

    octets: bytes
    years: frozenset[int]
    """Years of the entry's zone that must be explained; none where the row names no zone."""


def row(entry: Entry) -> Row:
    """The entry as octets. :raises ValueError: no calendar can hold it; the reason is for the log."""
    return row_of(event_of(entry))


def row_of(event: Event) -> Row:
    """A component as octets, and the years it needs its zone for."""
    return Row(octets(event), frozenset(_years(event["DTSTART"], event["DTEND"])))


def _years(*times: object) -> Iterator[int]:
    for time in times:
        if isinstance(time, vDatetime) and "TZID" in time.params:
            yield time.dt.year


def event_of(entry: Entry) -> Event:
    """The entry as a component, in which nobody is asked to answer. :raises ValueError: no calendar can hold it."""
    if not 0 <= entry.sequence <= _LARGEST_SEQUENCE:
        raise ValueError(f"No SEQUENCE: {entry.sequence}")
    event = Event()
    event["UID"] = Text(cleaning.uid(entry.uid))
    event["SUMMARY"] = Text(_named(cleaning.line(entry.summary)))
    event["DTSTART"], event["DTEND"] = _times(entry)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = vDatetime(_utc(entry.changed_at))
    event["CREATED"] = vDatetime(_utc(entry.created_at))
    event["SEQUENCE"] = vInt(entry.sequence)
    event["STATUS"] = Text(entry.status.value)
    event["TRANSP"] = Text("TRANSPARENT" if entry.all_day or entry.status is Status.CANCELLED else "OPAQUE")
    _add_texts(event, entry)
    return event


_Times = tuple[vDatetime, vDatetime] | tuple[vDate, vDate]


def _times(entry: Entry) -> _Times:
    """Start and end: dates, wall times with the name of their zone, or UTC where only that says what is meant.

    Readers disagree about wall times that come twice (RFC 5545, section 3.3.5 means the first, some take the second).
    """
    moments = entry.starts_at, entry.ends_at
    if not (entry.starts_at < entry.ends_at and all(moment.year in _YEARS for moment in moments)):
        raise ValueError(f"No time for a calendar: {entry.starts_at} to {entry.ends_at}")
    start, end = (zones.wall(moment, entry.zone).local for moment in moments)
    if entry.all_day:
        return _date(start.date()), _date(end.date())
    if entry.zone == "UTC" or zones.is_fold(start, entry.zone) or zones.is_fold(end, entry.zone):
        return vDatetime(_utc(entry.starts_at)), vDatetime(_utc(entry.ends_at))
    zoned = vDatetime(start), vDatetime(end)
    for time in zoned:
        # Naive, and named here: icalendar would write an aware time of a zone that is level with UTC (Accra) as UTC.
        time.params["TZID"] = entry.zone
    return zoned


def _date(day: date) -> vDate:
    return vDate(day, params={"VALUE": "DATE"})


def _add_texts(event: Event, entry: Entry) -> None:
    """What may be empty and then is left out: RFC 5545 has no use for empty properties and Outlook stumbles."""
    texts = {"DESCRIPTION": cleaning.block(entry.description), "LOCATION": cleaning.line(entry.location)}
    for name, text in texts.items():
        if text:
            event[name] = Text(text)
    if url := web_address(entry.url):
        event["URL"] = vUri(url)
    links = [link for link in (entry.join, entry.backstage) if link]
    if conferences := [_conference(url, link.label) for link in links if (url := web_address(link.url))]:
        event["CONFERENCE"] = conferences if len(conferences) > 1 else conferences[0]
    if categories := [Text(text) for text in map(cleaning.line, entry.categories) if text]:
        event["CATEGORIES"] = categories


def _conference(url: str, label: str) -> vUri:
    named = {"LABEL": name} if (name := cleaning.label(label)) else {}
    return vUri(url, params={"VALUE": "URI", "FEATURE": "VIDEO", **named})


def _named(summary: str) -> str:
    if not summary:
        raise ValueError("No SUMMARY")
    return summary


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
